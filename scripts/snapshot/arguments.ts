import type { Market } from '../../markets/markets.js';
import { PAIR_CODE } from '../../markets/pairCode.ts';
import type { StartError } from '../../runtime/errors.ts';
import { marketIn, parseOptions, refused as refusedOf, wholeIn } from '../arguments/parseOptions.ts';

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
    market: marketIn('snapshot', market),
    codes: codesOf(code),
    every: every === undefined ? null : wholeIn('snapshot', 'every', every, 1, LONGEST_EVERY_S),
    keep: keep === undefined ? null : wholeIn('snapshot', 'keep', keep, 1, MOST_KEPT),
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
  return parseOptions('snapshot', args, options, true);
}

const refused = (why: string): StartError => refusedOf('snapshot', why);

function codesOf(text: string): string[] {
  const codes = text.split(',').map((code) => code.trim().toLowerCase());
  const bad = codes.find((code) => !PAIR_CODE.test(code));
  if (bad !== undefined) throw refused(`--code must be pairs such as btcusdt, with commas between (got "${bad}")`);
  return [...new Set(codes)];
}
