import type { Level } from '../calendar.ts';

/** How candles are split into finer ones; each rule leaves the next finer one enough room to find a split too. */
export interface SplitRule {
  /** How far a finer candle's average price stays from its low and high, as a share of its range; smaller at each finer level. */
  readonly inset: number;
  /** Orders each finer candle gets at least; 0 lets it go without trades (all but the two that hold the high and the low). */
  readonly minOrders: number;
  /**
   * Volume, in steps, that each order of a side has at least, where that leaves enough to share out; ten times what the next finer level asks for,
   * so that volume can be moved.
   */
  readonly leastPerOrder: number;
  /** Usual length of a wick, as a share of the coarse candle's range. */
  readonly wick: number;
}

/** By the finer level. An hour needs two minutes that are not plain (16 orders); days and hours are given enough to pass that on. */
export const splitRules: Record<Exclude<Level, 'month'>, SplitRule> = {
  day: { inset: 0.36, minOrders: 24 * 24, leastPerOrder: 200, wick: 0.1 },
  hour: { inset: 0.28, minOrders: 24, leastPerOrder: 20, wick: 0.1 },
  minute: { inset: 0.18, minOrders: 0, leastPerOrder: 2, wick: 0.05 },
};
