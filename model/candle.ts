import type { Column, FeedRow } from '../markets/market.js';
import { type RowLayout, rowLayoutOf } from '../markets/rowLayout.ts';
import { compareDecimals, isPositive } from './decimals.ts';
import { parseJson } from './parseJson.ts';
import type { SeriesRow } from './seriesRow.ts';

/** The state of a stored candle: summed up from finer ones · may still change · asked for after its end. */
export const ROLLED_UP = 0;
export const FORMING = 1;
export const FINAL = 2;

/**
 * A stored candle: its open time, and the other columns that its feed's row of the table names, in that order. Prices and volumes are exact
 * decimal strings, times ms.
 */
export type Candle = readonly [openTime: number, ...(number | string | boolean)[]];

/** What the table says of a feed's candles. */
export interface CandleShape {
  readonly columns: readonly (Column | null)[];
  /** Places in a candle, counted from 1; 0: it has none. */
  readonly layout: RowLayout;
}

/** The shape of a feed's candles. @throws RangeError for a feed without candles */
export function candleShapeOf(row: FeedRow): CandleShape {
  if (row.shape !== 'series' || row.intervals === undefined) throw new RangeError('these rows are no candles');
  return { columns: row.columns, layout: rowLayoutOf(row) };
}

const DECIMAL = /^\d+(?:\.\d+)?$/;
const SIGNED = /^-?\d+(?:\.\d+)?$/;
const isCount = (field: unknown): boolean => Number.isSafeInteger(field) && (field as number) >= 0;
const isText = (field: unknown): boolean => typeof field === 'string';
const isState = (field: unknown): boolean => field === ROLLED_UP || field === FORMING || field === FINAL;
const isPlain = (field: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof field);

/** What a field must be, by the type of its column. Of one that is not shown nothing is known. */
const checks: Readonly<Record<Column['type'], (field: unknown) => boolean>> = {
  integer: isCount,
  milliseconds: isCount,
  decimal: (field) => typeof field === 'string' && DECIMAL.test(field),
  text: isText,
  boolean: (field) => typeof field === 'boolean',
  objects: () => false,
};

/** Stored candles; what is none is left out. */
export const parseCandles = (shape: CandleShape, members: readonly string[]): Candle[] =>
  members.map(parseJson).filter((fields): fields is Candle => isCandle(shape, fields));

function isCandle({ columns, layout }: CandleShape, fields: unknown): boolean {
  if (!Array.isArray(fields) || fields.length < columns.length) return false;
  return columns.every((column, index) => {
    if (index + 1 === layout.state) return isState(fields[index]);
    const field = fields[index];
    if (column === null) return isPlain(field);
    return column.signed ? typeof field === 'string' && SIGNED.test(field) : checks[column.type](field);
  });
}

/** A candle of ours. @throws RangeError where it is none */
export function parseCandle(shape: CandleShape, member: string): Candle {
  const [candle] = parseCandles(shape, [member]);
  if (candle === undefined) throw new RangeError(`no stored candle: ${member.slice(0, 200)}`);
  return candle;
}

/** Whether a candle's member says that it is final. What is damaged may say so, too. */
export function saysFinal({ columns, layout: { state } }: CandleShape, member: string): boolean {
  // The state stands last as a rule: to look there costs a fraction of parsing the whole.
  if (state === columns.length) return member.endsWith(`,${FINAL}]`);
  const fields = parseJson(member);
  return Array.isArray(fields) && fields[state - 1] === FINAL;
}

export const isFinal = ({ layout: { state } }: CandleShape, candle: Candle): boolean => candle[state - 1] === FINAL;

/** What rises as long as a candle forms: its number of trades, or its volume. */
const orderOf = ({ layout: { order } }: CandleShape, candle: Candle): number | string | boolean | undefined =>
  candle[order - 1];

/** Whether anything was traded in it: else it only repeats the last price before it. */
export function isTraded(shape: CandleShape, candle: Candle): boolean {
  const order = orderOf(shape, candle);
  return typeof order === 'string' ? isPositive(order) : Number(order) > 0;
}

/** Below 0, 0 or above 0, as the first of two states of a candle knows less than, as much as, or more than the second. */
export function compareStates(shape: CandleShape, one: Candle, other: Candle): number {
  const [a, b] = [orderOf(shape, one), orderOf(shape, other)];
  return typeof a === 'string' && typeof b === 'string' ? compareDecimals(a, b) : Number(a) - Number(b);
}

export const candleRow = (candle: Candle): SeriesRow => ({ score: candle[0], member: JSON.stringify(candle) });
