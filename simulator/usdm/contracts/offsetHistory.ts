import { type Level, unitAt, unitStart } from '../../trading/calendar.ts';
import { type Candle, sumCandles } from '../../trading/candle.ts';
import type { History } from '../../trading/history/history.ts';

/** How prices follow from those of another history. */
export interface Offset {
  /** Nothing before this time (a whole hour, ms). */
  readonly firstTime: number;
  /** The other history's ticks are so many of these. */
  readonly factor: number;
  /** How many ticks are added at an instant. It is the same for a whole UTC hour. */
  ticksAt(time: number): number;
}

const finerThan: Readonly<Record<'month' | 'day', Level>> = { month: 'day', day: 'hour' };

/**
 * A history whose prices are another's, moved by some ticks that may be others in each hour: sums stay exact. A candle is moved as a whole
 * where the offset is one all through it, else it is the sum of finer ones.
 */
export function createOffsetHistory(base: History, { firstTime: wanted, factor, ticksAt }: Offset): History {
  const firstTime = Math.max(base.firstTime, wanted);
  /** Days and months that are sums, kept for good. */
  const sums = new Map<string, Candle | undefined>();

  const candle = (level: Level, index: number): Candle | undefined => {
    const [start, end] = [unitStart(level, index), unitStart(level, index + 1)];
    if (end <= firstTime) return undefined;
    const isWhole = start >= firstTime && ticksAt(start) === ticksAt(end - 1);
    if (level === 'hour' || level === 'minute' || (level === 'day' && isWhole)) {
      const found = base.candle(level, index);
      return found && moveCandle(found, factor, ticksAt(start));
    }
    const key = `${level}:${index}`;
    if (!sums.has(key)) sums.set(key, sumOf(level, start, end));
    return sums.get(key);
  };

  const sumOf = (level: 'month' | 'day', start: number, end: number): Candle | undefined => {
    const finer = finerThan[level];
    const parts: Candle[] = [];
    for (let index = unitAt(finer, Math.max(start, firstTime)); unitStart(finer, index) < end; index += 1) {
      const part = candle(finer, index);
      if (part !== undefined) parts.push(part);
    }
    return sumCandles(start, end - 1, parts);
  };

  return {
    firstTime,
    candle,
    counted: (level, index) =>
      unitStart(level, index) >= firstTime ? (base.counted ?? base.candle)(level, index) : candle(level, index),
  };
}

/** A candle with prices in finer ticks, and then moved. What a recording says in words does not hold for it any more. */
function moveCandle(candle: Candle, factor: number, ticks: number): Candle {
  const price = (value: number): number => value * factor + ticks;
  const amount = (quote: bigint, volume: number): bigint => quote * BigInt(factor) + BigInt(ticks) * BigInt(volume);
  const { recorded: _, ...rest } = candle;
  return {
    ...rest,
    open: price(candle.open),
    high: price(candle.high),
    low: price(candle.low),
    close: price(candle.close),
    quote: amount(candle.quote, candle.volume),
    takerQuote: amount(candle.takerQuote, candle.takerVolume),
  };
}
