import type { Market } from '../../markets/markets.js';
import { marketIn, parseOptions, refused, wholeIn } from '../arguments/parseOptions.ts';

export interface BackfillArguments {
  readonly days: number;
  /** Undefined: all that are collected. */
  readonly market: Market | undefined;
  readonly feeds: readonly string[];
  /** Minutes; undefined: all that are collected. */
  readonly intervals: readonly number[] | undefined;
  /** Undefined: all that are collected. */
  readonly codes: readonly string[] | undefined;
  /** Folder with files of the exchange's archive. */
  readonly archive: string | undefined;
}

/** Ten years: more than any of the exchange's markets has. */
const MOST_DAYS = 3650;

const text = { type: 'string' } as const;
const options = { days: text, market: text, feed: text, interval: text, code: text, archive: text };

/** @throws StartError where they make no sense */
export function readArguments(args: readonly string[]): BackfillArguments {
  const { days, market, feed = 'klines', interval, code, archive } = parseOptions('backfill', args, options).values;
  if (days === undefined) throw refused('backfill', '--days is missing');
  const codes = code === undefined || code === 'all' ? undefined : namesIn('code', code.toLowerCase());
  return {
    days: wholeIn('backfill', 'days', days, 1, MOST_DAYS),
    market: market === undefined ? undefined : marketIn('backfill', market),
    feeds: namesIn('feed', feed),
    intervals:
      interval === undefined
        ? undefined
        : namesIn('interval', interval).map((each) => wholeIn('backfill', 'interval', each, 1, 43_200)),
    codes,
    archive,
  };
}

function namesIn(option: string, text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw refused('backfill', `--${option} must be names with commas between them (got "${text}")`);
  return [...new Set(names)];
}
