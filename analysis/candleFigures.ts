import { type Candle, candlesIn, fourHours } from './candles.ts';
import { compare, type Decimal, minus, quotient, sumOf, textOf, times } from './decimal.ts';
import type { CandleFigures, CandleMove, Figures, Parts } from './snapshot.ts';

const MINUTE_MS = 60_000;

/** Of candles of an hour, four hours and a day. @param at ms: the candle that holds it is the forming one */
export function candleFigures({ klines }: Parts, at: number): Figures['candles'] {
  const hours = candlesIn(klines['60']);
  return {
    60: figuresOfSeries(hours, 60, at),
    240: figuresOfSeries(hours && fourHours(hours, at), 240, at),
    1440: figuresOfSeries(candlesIn(klines['1440']), 1440, at),
  };
}

/** Of candles of so many minutes, oldest first. Null: there are none. */
function figuresOfSeries(candles: readonly Candle[] | null, minutes: number, at: number): CandleFigures | null {
  if (candles === null || candles.length === 0) return null;
  const lengthMs = minutes * MINUTE_MS;
  const closed = candles.filter(({ openTime, isFinal }) => isFinal && openTime + lengthMs <= at);
  const forming = candles.findLast(({ openTime }) => openTime <= at && at < openTime + lengthMs);
  const [ten, twenty] = [closesOf(closed, 10, lengthMs), closesOf(closed, 20, lengthMs)];
  const last = closed.at(-1);
  return {
    closed: last ? moveOf(last) : null,
    forming: forming ? moveOf(forming) : null,
    average10: averageOf(ten),
    average20: averageOf(twenty),
    trend: ten && twenty ? trendOf(ten, twenty) : null,
  };
}

function moveOf({ openTime, open, high, low, close, volume }: Candle): CandleMove {
  return {
    openTime,
    close: textOf(close),
    changePercent: percentText(minus(close, open), open),
    rangePercent: percentText(minus(high, low), low),
    volume: textOf(volume),
  };
}

const HUNDRED: Decimal = { units: 100n, places: 0 };

/** So many per cent of the whole; null: of 0. */
export function percentText(part: Decimal, whole: Decimal): string | null {
  const percent = quotient(times(part, HUNDRED), whole);
  return percent && textOf(percent);
}

/** Closes of the last so many candles, oldest first. Null: there are fewer, or one between them is missing. */
function closesOf(candles: readonly Candle[], count: number, lengthMs: number): readonly Decimal[] | null {
  const last = candles.slice(-count);
  const isConsecutive = last.every(({ openTime }, index) => openTime === (last[0]?.openTime ?? 0) + index * lengthMs);
  return last.length === count && isConsecutive ? last.map(({ close }) => close) : null;
}

function averageOf(closes: readonly Decimal[] | null): string | null {
  const average = closes && quotient(sumOf(closes), countOf(closes));
  return average && textOf(average);
}

const countOf = (all: readonly unknown[]): Decimal => ({ units: BigInt(all.length), places: 0 });

/** By the averages as they are, not as they are rounded. */
function trendOf(ten: readonly Decimal[], twenty: readonly Decimal[]): 'up' | 'down' | 'flat' {
  const [close, short, long] = [ten.at(-1), sumOf(ten), sumOf(twenty)];
  if (close === undefined) return 'flat';
  // Sums in place of averages: close × 10 against the sum of ten, that × 2 against the sum of twenty.
  const toShort = compare(times(close, countOf(ten)), short);
  const toLong = compare(times(short, { units: 2n, places: 0 }), long);
  if (toShort > 0 && toLong > 0) return 'up';
  return toShort < 0 && toLong < 0 ? 'down' : 'flat';
}
