import { parseJson } from './parseJson.ts';
import type { SeriesRow } from './seriesRow.ts';

/** 13th field of a stored candle: summed up from finer ones · may still change · asked for after its end. */
export const ROLLED_UP = 0;
export const FORMING = 1;
export const FINAL = 2;

/**
 * A stored candle: the exchange's twelve fields and a 13th. Open time, open, high, low, close, volume, close time, quote volume, trades,
 * taker base volume, taker quote volume, unused, state. Prices and volumes are exact decimal strings, times ms.
 */
export type Candle = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  number,
  string,
  string,
  string,
  typeof ROLLED_UP | typeof FORMING | typeof FINAL,
];

const DECIMAL = /^\d+(?:\.\d+)?$/;
const isCount = (field: unknown): boolean => Number.isSafeInteger(field) && (field as number) >= 0;
const isDecimal = (field: unknown): boolean => typeof field === 'string' && DECIMAL.test(field);
const isText = (field: unknown): boolean => typeof field === 'string';
const isState = (field: unknown): boolean => field === ROLLED_UP || field === FORMING || field === FINAL;

/** What each field must be. */
const checks = [
  ...[isCount, isDecimal, isDecimal, isDecimal, isDecimal, isDecimal, isCount],
  ...[isDecimal, isCount, isDecimal, isDecimal, isText, isState],
];

/** Stored candles; what is none is left out. */
export const parseCandles = (members: readonly string[]): Candle[] =>
  members.map(parseJson).filter((fields) => isCandle(fields));

function isCandle(fields: unknown): fields is Candle {
  return Array.isArray(fields) && checks.length <= fields.length && checks.every((check, at) => check(fields[at]));
}

/** A candle of ours. @throws RangeError where it is none */
export function parseCandle(member: string): Candle {
  const [candle] = parseCandles([member]);
  if (candle === undefined) throw new RangeError(`no stored candle: ${member.slice(0, 200)}`);
  return candle;
}

/** Whether a candle's member says that it is final: its last field does. What is damaged may say so, too. */
export const saysFinal = (member: string): boolean => member.endsWith(`,${FINAL}]`);

export const candleRow = (candle: Candle): SeriesRow => ({ score: candle[0], member: JSON.stringify(candle) });
