import type { Level } from '../calendar.ts';
import type { Candle } from '../candle.ts';

/** The closed candles of a symbol by calendar unit, for all time past and to come; undefined where there is none. */
export interface History {
  /** The first minute that exists (ms). */
  readonly firstTime: number;
  candle(level: Level, index: number): Candle | undefined;
  /** The same for who only wants to count, where that is cheaper. */
  counted?(level: Level, index: number): Pick<Candle, 'orders' | 'trades'> | undefined;
}
