import { placesOf, signed } from '../format.ts';

/** A candle as it is stored. Prices and the volume are the exchange's decimal strings, times ms. */
export interface Candle {
  readonly openTime: number;
  readonly closeTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** In the base asset; null: candles of this price have none. */
  readonly volume: string | null;
  readonly tradeCount: number | null;
  /** It is closed, and was confirmed by a request sent after its close. */
  readonly final: boolean;
}

/** `forming`: it runs. `unconfirmed`: it is over, but may still change. */
export type CandleState = 'final' | 'forming' | 'unconfirmed';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const isDecimal = (value: unknown): value is string => typeof value === 'string' && DECIMAL.test(value);
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A row of GetData or of an event as a candle; null where it is none. */
export function candleOf(row: unknown): Candle | null {
  const { openTime, closeTime, open, high, low, close, volume, tradeCount, final } = Object(row);
  if (!isTime(openTime) || !isTime(closeTime)) return null;
  if (!isDecimal(open) || !isDecimal(high) || !isDecimal(low) || !isDecimal(close)) return null;
  return {
    ...{ openTime, closeTime, open, high, low, close, final: final === true },
    volume: isDecimal(volume) ? volume : null,
    tradeCount: isTime(tradeCount) ? tradeCount : null,
  };
}

/** Those rows that are candles. @param rows of an answer, which may be anything */
export const candlesOf = (rows: unknown): Candle[] =>
  Array.isArray(rows) ? rows.flatMap((row) => candleOf(row) ?? []) : [];

/** @param now by the API's clock, ms */
export function stateOf({ final, closeTime }: Candle, now: number): CandleState {
  if (final) return 'final';
  return closeTime >= now ? 'forming' : 'unconfirmed';
}

export const isRising = ({ open, close }: Candle): boolean => Number(close) >= Number(open);

/** How far the price went from the candle's open to its close, `+0.12 %`; empty where that says nothing. */
export function changeText({ open, close }: Candle): string {
  const part = (Number(close) - Number(open)) / Math.abs(Number(open));
  if (!Number.isFinite(part)) return '';
  return `${signed(part * 100, 2)} %`;
}

/** Most decimals that an axis shows. */
const MOST_PLACES = 12;

/** Decimals of the prices of some candles. */
export function decimalsOf(candles: readonly Candle[]): number {
  let places = 0;
  for (const { open, high, low, close } of candles) {
    for (const price of [open, high, low, close]) places = Math.max(places, placesOf(price));
  }
  return Math.min(places, MOST_PLACES);
}
