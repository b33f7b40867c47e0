import { DEFAULT_MARKET, type Market } from '../../markets/markets.js';
import { PAIR_CODE } from '../../markets/pairCode.ts';
import type { StartError } from '../../runtime/errors.ts';
import { marketIn, parseOptions, refused, wholeIn } from '../arguments/parseOptions.ts';

export interface Arguments {
  readonly market: Market;
  readonly code: string;
  readonly seconds: number;
  /** A recording in place of the stream, and saved rows in place of REST. */
  readonly from: string | undefined;
  readonly rest: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
  /** Where a Redis that is started keeps its data. */
  readonly directory: string;
}

const MOST_SECONDS = 3_600;
const DEFAULT_SECONDS = 60;

const options = {
  code: { type: 'string' },
  market: { type: 'string', default: DEFAULT_MARKET },
  seconds: { type: 'string' },
  from: { type: 'string' },
  rest: { type: 'string' },
  out: { type: 'string' },
  force: { type: 'boolean', default: false },
  directory: { type: 'string', default: 'data/redis' },
} as const;

/** @throws StartError in one line that says what is accepted */
export function readArguments(args: readonly string[]): Arguments {
  const { market, code, seconds, from, rest, out, force, directory } = parseOptions('compare', args, options).values;
  const known = marketIn('compare', market);
  if (code === undefined) throw wrong('--code is missing: the pair, such as btcusdt');
  if (!PAIR_CODE.test(code.toLowerCase())) throw wrong(`--code must be a pair, such as btcusdt (got "${code}")`);
  if (from !== undefined && seconds !== undefined) throw wrong('--seconds is of listening: a recording has its own');
  if (from === undefined && rest !== undefined) throw wrong('--rest goes with --from: what is heard now is in no file');
  for (const [name, value] of Object.entries({ from, rest, out, directory })) {
    if (value === '') throw wrong(`--${name} is empty`);
  }
  const count = seconds === undefined ? DEFAULT_SECONDS : wholeIn('compare', 'seconds', seconds, 1, MOST_SECONDS);
  return { market: known, code: code.toLowerCase(), seconds: count, from, rest, out, force, directory };
}

const wrong = (what: string): StartError => refused('compare', what);
