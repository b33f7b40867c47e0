import { Big } from 'big.js';
import type { Column } from '../markets/market.js';
import type { Interval } from '../markets/markets.js';
import { type Candle, type CandleShape, isTraded, ROLLED_UP } from './candle.ts';
import { nextOpenTime, openTimeOf } from './candleTime.ts';
import { compareDecimals } from './decimals.ts';
import { placesOf } from './scaled.ts';

type Field = Candle[number];

/** Exact, with as many places as the most precise of them. */
function totalOfDecimals(decimals: readonly string[]): string {
  const [first = '0'] = decimals;
  if (decimals.length === 1) return first;
  let sum = Big(first);
  let places = placesOf(first);
  for (let index = 1; index < decimals.length; index++) {
    const decimal = decimals[index] as string;
    sum = sum.plus(decimal);
    places = Math.max(places, placesOf(decimal));
  }
  return sum.toFixed(places);
}

const compare = (one: Field, other: Field): number =>
  typeof one === 'string' && typeof other === 'string' ? compareDecimals(one, other) : Number(one) - Number(other);

/** How fields of candles in a row, in order of time, come to one; of equal ones the first counts. */
const combined: Readonly<Record<NonNullable<Column['sum']>, (fields: readonly Field[]) => Field>> = {
  first: (fields) => fields[0] as Field,
  last: (fields) => fields.at(-1) as Field,
  max: (fields) => fields.reduce((most, field) => (compare(field, most) > 0 ? field : most)),
  min: (fields) => fields.reduce((least, field) => (compare(field, least) < 0 ? field : least)),
  total: (fields) =>
    typeof fields[0] === 'string'
      ? totalOfDecimals(fields as readonly string[])
      : (fields as readonly number[]).reduce((sum, field) => sum + field, 0),
};

/**
 * Candles in order of time as one, exact to the last digit; null for none. Each column comes of theirs as the table says. One without
 * trades takes no part in what is not added up: it only repeats the last price before it.
 */
export function sumCandles(shape: CandleShape, parts: readonly Candle[]): Candle | null {
  const [first] = parts;
  if (first === undefined) return null;
  const traded = parts.filter((part) => isTraded(shape, part));
  const priced = traded.length > 0 ? traded : parts;
  const fields = shape.columns.map((column, index): Field => {
    const all = (candles: readonly Candle[]) => candles.map((candle) => candle[index] as Field);
    if (index === 0) return first[0];
    if (index + 1 === shape.layout.state) return ROLLED_UP;
    // Its end, and what nobody is shown.
    if (column?.sum === undefined) return combined.last(all(parts));
    return combined[column.sum](all(column.sum === 'total' ? parts : priced));
  });
  return fields as unknown as Candle;
}

/** The candle of `interval` that `sum`, the sum of all its parts so far, makes. */
export function asCandleOf({ layout }: CandleShape, interval: Interval, sum: Candle): Candle {
  const openTime = openTimeOf(interval, sum[0]);
  const [, ...fields] = sum;
  fields[layout.end - 2] = nextOpenTime(interval, openTime) - 1;
  fields[layout.state - 2] = ROLLED_UP;
  return [openTime, ...fields];
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

/** Whether two candles say the same: open time, and all that is summed up, however many zeros it is written with. */
export function sameFigures({ columns }: CandleShape, one: Candle, other: Candle): boolean {
  return columns.every((column, index) => {
    if (index > 0 && column?.sum === undefined) return true;
    return compare(one[index] as Field, other[index] as Field) === 0;
  });
}
