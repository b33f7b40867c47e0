import { intervalNames, otherIntervals } from './intervals.ts';

/** What stands before the `@` of a stream of one pair: a symbol in lower case, or a pair with the kind of its contract. */
const PAIR = /^([^@!/\s"\\A-Z]{2,40})@(.+)$/;

/** The pair that a stream's name begins with, in lower case, and what of it is asked; null: it is of no single pair, or badly written. */
export function splitName(name: string): { readonly pair: string; readonly what: string } | null {
  const [, pair, what] = PAIR.exec(name) ?? [];
  return pair === undefined || what === undefined ? null : { pair, what };
}

/** Names of candle intervals, as a part of a pattern. @param more those that only one market has */
export const anyInterval = (more: readonly string[] = []): string =>
  `(?:${[...more, ...Object.values(intervalNames), ...otherIntervals].join('|')})`;
