import { type Level, unitAt, unitStart } from '../trading/calendar.ts';
import { type Candle, sumCandles } from '../trading/candle.ts';
import type { History } from '../trading/history/history.ts';
import type { RecordedMinutes } from './recordedMinutes.ts';

const finerThan = { month: 'day', day: 'hour', hour: 'minute' } as const;

/**
 * A seeded history with a recording laid over it. Minutes inside the recording are the recorded ones, or missing; a coarser candle that
 * overlaps it is the sum of what finer candles there are. Outside it the seeded history stands.
 */
export function createRecordedHistory(recorded: RecordedMinutes, seeded: History): History {
  /** Coarse candles that overlap the recording, kept for good: one for each of its hours, days and months. */
  const kept = new Map<string, Candle | undefined>();

  const candle = (level: Level, index: number): Candle | undefined => {
    const [start, end] = [unitStart(level, index), unitStart(level, index + 1)];
    if (end <= recorded.start || start >= recorded.end) return seeded.candle(level, index);
    if (level === 'minute') return recorded.at(start);
    const key = `${level}:${index}`;
    if (!kept.has(key)) kept.set(key, sumOf(level, start, end));
    return kept.get(key);
  };

  const sumOf = (level: Exclude<Level, 'minute'>, start: number, end: number): Candle | undefined => {
    const finer = finerThan[level];
    const parts: Candle[] = [];
    for (let index = unitAt(finer, start); unitStart(finer, index) < end; index += 1) {
      const part = candle(finer, index);
      if (part !== undefined) parts.push(part);
    }
    return sumCandles(start, end - 1, parts);
  };

  return {
    firstTime: Math.min(seeded.firstTime, recorded.start),
    candle,
    counted(level, index) {
      const [start, end] = [unitStart(level, index), unitStart(level, index + 1)];
      const isOutside = end <= recorded.start || start >= recorded.end;
      return isOutside ? (seeded.counted ?? seeded.candle)(level, index) : candle(level, index);
    },
  };
}
