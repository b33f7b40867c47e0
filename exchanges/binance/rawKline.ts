import type { Candle } from '../../model/candle.ts';
import { compareDecimals } from '../../model/decimals.ts';
import type { CandlesIn } from '../../model/endpoint.ts';

/**
 * A row of an answer with candles, the same in all of Binance's markets:
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * `[1790000040000,"10.1","10.9","10.0","10.5","120.0",1790000099999,"1250.1",42,"60.0","625.0","0"]`
 */
export type RawKline = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  volume: string,
  closeTime: number,
  quoteVolume: string,
  trades: number,
  takerBase: string,
  takerQuote: string,
  unused: string,
];

/** The fields with which a candle of any kind begins. */
export type Prices = readonly [openTime: number, open: string, high: string, low: string, close: string, ...unknown[]];

/** What makes a candle's prices impossible in any market, at any time; null: nothing. */
export function faultOfPrices([, open, high, low, close]: Prices): string | null {
  const isInside = (price: string) => compareDecimals(low, price) <= 0 && compareDecimals(price, high) <= 0;
  return isInside(open) && isInside(close) ? null : 'a candle has its open or close outside high and low';
}

/** What makes its volumes impossible. */
export const faultOfVolumes = ([, , , , , volume, , , , takerBase]: RawKline): string | null =>
  compareDecimals(takerBase, volume) > 0 ? 'a candle has more taker volume than volume' : null;

/** What makes any of its figures impossible. */
export const faultOfFigures = (candle: RawKline): string | null => faultOfPrices(candle) ?? faultOfVolumes(candle);

/** Its fields as they are stored, without the state. */
export const fieldsOfKline = ([...fields]: RawKline): Candle => fields.slice(0, 12) as unknown as Candle;

const DECIMAL = String.raw`"\d+(?:\.\d+)?"`;

/** The fields of a row as Binance writes them: these twelve, without spaces, and without what stands between two rows. */
const FIELDS = new RegExp(
  String.raw`^\d{13}(?:,${DECIMAL}){5},\d{13},${DECIMAL},\d{1,15},${DECIMAL},${DECIMAL},${DECIMAL}$`,
);

/** What is stored of a row begins with its fields as they were sent: to cut them out costs less than half of writing them anew. */
export function textsOfKlines(reply: string): string[] | null {
  if (!reply.startsWith('[[') || !reply.endsWith(']]')) return null;
  const texts = reply.slice(2, -2).split('],[');
  return texts.every((text) => FIELDS.test(text)) ? texts : null;
}

const CLOSE_TIME = 6;
const BETWEEN = '],[';

/** How many candles an answer has, and when the last one opens and closes; null where there is none. Only the last row is parsed. */
export function candlesIn(body: string): CandlesIn | null {
  const [from, to] = [body.lastIndexOf('['), body.indexOf(']', body.lastIndexOf('['))];
  try {
    const row: unknown = JSON.parse(body.slice(from, to + 1));
    const [opensAt, closesAt]: unknown[] = Array.isArray(row) ? [row[0], row[CLOSE_TIME]] : [];
    if (!Number.isSafeInteger(opensAt) || !Number.isSafeInteger(closesAt)) return null;
    return { rows: rowsIn(body), opensAt: opensAt as number, closesAt: closesAt as number };
  } catch {
    return null;
  }
}

function rowsIn(body: string): number {
  let rows = 1;
  for (let at = body.indexOf(BETWEEN); at !== -1; at = body.indexOf(BETWEEN, at + 1)) rows += 1;
  return rows;
}
