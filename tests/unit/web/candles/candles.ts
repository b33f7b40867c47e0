import type { Candle } from '../../../../web/figures/candles/candle.ts';

export const MINUTE = 60_000;
/** 2026-11-27T12:00:00Z */
export const NOON = Date.UTC(2026, 10, 27, 12);

/** A candle of a minute, `minutes` after noon. */
export const candleAt = (minutes: number, more: Partial<Candle> = {}): Candle => ({
  ...{ openTime: NOON + minutes * MINUTE, closeTime: NOON + (minutes + 1) * MINUTE - 1 },
  ...{ open: '10.10', high: '10.90', low: '10.00', close: '10.50', volume: '120.0', tradeCount: 42, final: true },
  ...more,
});

export const candlesAt = (...minutes: readonly number[]): Candle[] => minutes.map((minute) => candleAt(minute));

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Minutes after noon. */
export const minutesOf = (candles: readonly Candle[]): number[] =>
  candles.map(({ openTime }) => (openTime - NOON) / MINUTE);
