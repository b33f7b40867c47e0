import { parseArgs } from 'node:util';
import { DEFAULT_MARKET, type Market, marketNames } from '../../markets/markets.js';
import { PAIR_CODE } from '../../markets/pairCode.ts';
import { StartError } from '../../runtime/errors.ts';
import { usageOf } from '../setup/usage.js';

/** Snapshots are to be taken. */
export interface Taking {
  readonly market: Market;
  /** In lower case, each once. */
  readonly codes: readonly string[];
  /** Seconds; null: once. */
  readonly every: number | null;
  /** Of each pair the newest so many stay; null: all. */
  readonly keep: number | null;
  /** Folder; null: as configured. */
  readonly out: string | null;
}

/** Two files are to be compared. */
export interface Comparing {
  readonly compare: readonly [a: string, b: string];
}

/** A day. */
const LONGEST_EVERY_S = 86_400;
const MOST_KEPT = 1_000_000;

/** @throws StartError one line: what is wrong, and how the command is called */
export function readArguments(args: string[]): Taking | Comparing {
  const { values, positionals } = parse(args);
  const { compare, code, market, every, keep, out } = values;
  if (compare) {
    const others = ['code', 'market', 'every', 'keep', 'out'].filter((name) => Object.hasOwn(values, name));
    if (others.length > 0) throw refused(`--compare reads two files: leave --${others.join(' and --')} out`);
    const [a, b, ...more] = positionals;
    if (a === undefined || b === undefined || more.length > 0) {
      throw refused(`--compare wants two files (got ${positionals.length})`);
    }
    return { compare: [a, b] };
  }
  if (positionals[0] !== undefined) throw refused(`"${positionals[0]}" belongs to no option`);
  if (code === undefined) throw refused('--code is missing: name a pair, or several with commas between');
  if (out === '') throw refused('--out is empty: name a folder');
  return {
    market: marketOf(market),
    codes: codesOf(code),
    every: every === undefined ? null : whole('every', every, LONGEST_EVERY_S),
    keep: keep === undefined ? null : whole('keep', keep, MOST_KEPT),
    out: out ?? null,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    code: text,
    market: text,
    every: text,
    keep: text,
    out: text,
    compare: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw refused((error instanceof Error ? error.message : String(error)).replaceAll('\n', ' '));
  }
}

const refused = (why: string): StartError => new StartError(`${why}; ${usageOf('snapshot')}`);

function marketOf(text: string = DEFAULT_MARKET): Market {
  const market = marketNames.find((name) => name === text);
  if (market !== undefined) return market;
  throw refused(`--market must be one of ${marketNames.join(', ')} (got "${text}")`);
}

function codesOf(text: string): string[] {
  const codes = text.split(',').map((code) => code.trim().toLowerCase());
  const bad = codes.find((code) => !PAIR_CODE.test(code));
  if (bad !== undefined) throw refused(`--code must be pairs such as btcusdt, with commas between (got "${bad}")`);
  return [...new Set(codes)];
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^[1-9]\d{0,6}$/.test(text) && value <= most) return value;
  throw refused(`--${name} must be a whole number from 1 to ${most} (got "${text}")`);
}
