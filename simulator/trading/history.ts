import type { Level } from './calendar.ts';
import type { Candle } from './candle.ts';

/** The closed candles of a symbol by calendar unit, for all time past and to come; undefined where there is none. */
export interface History {
  /** The first minute that exists (ms). */
  readonly firstTime: number;
  candle(level: Level, index: number): Candle | undefined;
}
