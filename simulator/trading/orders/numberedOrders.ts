import { type Cache, createCache } from '../cache.ts';
import { COARSE_TO_FINE, coarser, type Level, unitAt, unitStart } from '../calendar.ts';
import type { Candle } from '../candle.ts';
import type { History } from '../history/history.ts';
import { createRandom, hashNumbers } from '../random.ts';
import { type Order, ordersOf } from './orders.ts';

/** An aggregate trade with its numbers; ids are contiguous over the symbol's whole history, from 0. */
export interface AggTrade extends Order {
  readonly id: number;
  readonly firstTradeId: number;
}

export interface Counts {
  readonly orders: number;
  readonly trades: number;
}

/**
 * The orders of a history, each with its ids. Nothing is numbered beforehand: the ids of a minute follow from how many orders and trades
 * all candles before it hold, counted in months, then days, hours and minutes.
 */
export interface NumberedOrders {
  /** Orders of one minute, by the minute's number since the epoch. */
  ordersIn(minute: number): readonly AggTrade[];
  /** Orders and trades before a minute. */
  countsBefore(minute: number): Counts;
  /** The minute that holds an order or trade id, or undefined past `now`. */
  minuteOf(kind: keyof Counts, id: number, now: number): number | undefined;
}

const MINUTES_KEPT = 120;
/** Counts before months, days and hours. */
const COUNTS_KEPT = 200;
const NONE: Counts = { orders: 0, trades: 0 };

/** The orders of a minute, by its number since the epoch, as drawn from a seed. */
export const drawOrders =
  (seed: number) =>
  (candle: Candle, minute: number): readonly Order[] =>
    ordersOf(candle, createRandom(hashNumbers(seed, minute, 5)));

/** @param ordersOfMinute the orders that a minute's candle is made of */
export function numberOrders(
  history: History,
  ordersOfMinute: (candle: Candle, minute: number) => readonly Order[],
): NumberedOrders {
  const minutes: Cache<readonly AggTrade[]> = createCache(MINUTES_KEPT);
  const counts: Cache<Counts> = createCache(COUNTS_KEPT);
  const counted = history.counted ?? history.candle;

  /** Orders and trades before a unit: those before the longer unit that holds it, and those of the units since that one began. */
  const countsBeforeUnit = (level: Level, index: number): Counts => {
    const longer = coarser(level);
    const start = level === 'month' ? history.firstTime : unitStart(longer, unitAt(longer, unitStart(level, index)));
    let { orders, trades } = level === 'month' ? NONE : countsAt(longer, unitAt(longer, start));
    for (let each = unitAt(level, Math.max(start, history.firstTime)); each < index; each += 1) {
      const count = counted(level, each);
      orders += count?.orders ?? 0;
      trades += count?.trades ?? 0;
    }
    return { orders, trades };
  };
  const countsAt = (level: Level, index: number): Counts =>
    counts.get(`${level}:${index}`, () => countsBeforeUnit(level, index));
  const countsBefore = (minute: number): Counts => countsBeforeUnit('minute', minute);

  const number = (minute: number): readonly AggTrade[] => {
    const candle = minute < unitAt('minute', history.firstTime) ? undefined : history.candle('minute', minute);
    if (candle === undefined) return [];
    let { orders: id, trades: firstTradeId } = countsBefore(minute);
    return ordersOfMinute(candle, minute).map((order) => {
      const trade = { ...order, id, firstTradeId };
      id += 1;
      firstTradeId += order.fills;
      return trade;
    });
  };

  /** From month to minute: passes over the units that end before the id, and looks into the one that holds it. */
  const minuteOf = (kind: keyof Counts, id: number, now: number): number | undefined => {
    let rest = id;
    let [from, to] = [history.firstTime, now + 1];
    for (const level of COARSE_TO_FINE) {
      let isFound = false;
      for (let index = unitAt(level, from); unitStart(level, index) < to; index += 1) {
        const count = counted(level, index)?.[kind] ?? 0;
        if (rest < count) {
          isFound = true;
          [from, to] = [Math.max(from, unitStart(level, index)), Math.min(to, unitStart(level, index + 1))];
          break;
        }
        rest -= count;
      }
      if (!isFound) return undefined;
    }
    return unitAt('minute', from);
  };

  return { ordersIn: (minute) => minutes.get(minute, () => number(minute)), countsBefore, minuteOf };
}
