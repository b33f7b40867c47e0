import { Big } from 'big.js';
import type { Interval } from '../markets/markets.js';
import { type Candle, ROLLED_UP } from './candle.ts';
import { nextOpenTime, openTimeOf } from './candleTime.ts';
import { compareDecimals } from './decimals.ts';

/** Places after the point. */
const placesOf = (decimal: string): number => (decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0);

/** Exact, with as many places as the more precise of the two. */
const plus = (a: string, b: string): string =>
  Big(a)
    .plus(b)
    .toFixed(Math.max(placesOf(a), placesOf(b)));
const higher = (a: string, b: string): string => (compareDecimals(a, b) >= 0 ? a : b);
const lower = (a: string, b: string): string => (compareDecimals(a, b) <= 0 ? a : b);

/** Two candles in a row as one. One without trades takes no part in the prices: it only repeats the last one before it. */
function join(first: Candle, second: Candle): Candle {
  const [a, b] = [first[8] === 0 && second[8] > 0 ? second : first, second[8] === 0 && first[8] > 0 ? first : second];
  return [
    first[0],
    a[1],
    higher(a[2], b[2]),
    lower(a[3], b[3]),
    b[4],
    plus(first[5], second[5]),
    second[6],
    plus(first[7], second[7]),
    first[8] + second[8],
    plus(first[9], second[9]),
    plus(first[10], second[10]),
    second[11],
    ROLLED_UP,
  ];
}

/** Candles in order of time as one, exact to the last digit; null for none. Open and close time are those of the first and last. */
export const sumCandles = (parts: readonly Candle[]): Candle | null => (parts.length === 0 ? null : parts.reduce(join));

/** The candle of `interval` that `sum`, the sum of all its parts so far, makes. */
export function asCandleOf(interval: Interval, sum: Candle): Candle {
  const openTime = openTimeOf(interval, sum[0]);
  const [, open, high, low, close, volume, , ...rest] = sum;
  const [quoteVolume, count, takerBase, takerQuote, unused] = rest;
  const closeTime = nextOpenTime(interval, openTime) - 1;
  return [
    openTime,
    open,
    high,
    low,
    close,
    volume,
    closeTime,
    quoteVolume,
    count,
    takerBase,
    takerQuote,
    unused,
    ROLLED_UP,
  ];
}

/** Candles of one interval by open time. */
export interface Part {
  readonly interval: Interval;
  readonly candles: ReadonlyMap<number, Candle>;
}

/** From `from` up to, not including, `to`: open times, ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The candles that make up a time, in order; or the first part of it that none is there for. */
export type Cover = { readonly candles: readonly Candle[] } | { readonly missing: Span };

/**
 * The candles that make up the time from `from` up to, not including, `to` (open times, ms), each as coarse as there is one.
 *
 * @param parts coarsest first
 * @param absent times of which the exchange has no candles: they are passed over
 */
export function cover(from: number, to: number, parts: readonly Part[], absent: readonly Span[]): Cover {
  const candles: Candle[] = [];
  for (let at = from; at < to; ) {
    const found = partAt(at, to, parts);
    if (found !== null) {
      candles.push(found.candle);
      at = found.end;
      continue;
    }
    const missing = { from: at, to: nextAfter(at, to, parts) };
    if (!absent.some((span) => span.from <= missing.from && span.to >= missing.to)) return { missing };
    at = missing.to;
  }
  return { candles };
}

/** The first open time after `at`; `to` where none is below it. */
const nextAfter = (at: number, to: number, parts: readonly Part[]): number =>
  parts.reduce(
    (next, { candles }) =>
      [...candles.keys()].reduce((least, open) => (open > at && open < least ? open : least), next),
    to,
  );

function partAt(at: number, to: number, parts: readonly Part[]): { candle: Candle; end: number } | null {
  for (const { interval, candles } of parts) {
    const candle = candles.get(at);
    const end = nextOpenTime(interval, at);
    if (candle !== undefined && end <= to) return { candle, end };
  }
  return null;
}

/** Whether two candles say the same: prices, volumes and trades, however many zeros they are written with. */
export function sameFigures(a: Candle, b: Candle): boolean {
  const decimals = [1, 2, 3, 4, 5, 7, 9, 10] as const;
  return a[0] === b[0] && a[8] === b[8] && decimals.every((field) => compareDecimals(a[field], b[field]) === 0);
}
