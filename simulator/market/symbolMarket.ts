import type { Interval } from '../intervals.ts';
import { type Cache, createCache } from './cache.ts';
import { HOUR, type Level, MINUTE, unitAt, unitStart } from './calendar.ts';
import { type Candle, flatCandle, type Scale, sumCandles } from './candle.ts';
import type { History } from './history.ts';
import { type Order, ordersOf } from './orders.ts';
import { createRandom, hashNumbers } from './random.ts';

/** An aggregate trade with its numbers; ids are contiguous over the symbol's whole history, from 0. */
export interface AggTrade extends Order {
  readonly id: number;
  readonly firstTradeId: number;
}

export interface Counts {
  readonly orders: number;
  readonly trades: number;
}

/** A span of trades: its exact sum (undefined without any trade) and how many came before it. */
export interface TradeSpan {
  readonly sum: Candle | undefined;
  readonly before: Counts;
}

const COARSE_TO_FINE: readonly Level[] = ['month', 'day', 'hour', 'minute'];

/** One symbol's market, readable at any instant: everything it answers is what trades up to `now` say. */
export interface SymbolMarket {
  readonly scale: Scale;
  readonly firstTime: number;
  /** The candle of an interval that opens at `openTime`, as it stands at `now`; undefined where the exchange has none. */
  candle(interval: Interval, openTime: number, now: number): Candle | undefined;
  /** Orders of one minute, by the minute's number since the epoch. */
  ordersIn(minute: number): readonly AggTrade[];
  /** Orders and trades before a minute. */
  countsBefore(minute: number): Counts;
  /** The minute that holds an order or trade id, or undefined past `now`. */
  minuteOf(kind: keyof Counts, id: number, now: number): number | undefined;
  /** The last order at or before `now`; undefined before the first. */
  lastOrder(now: number): AggTrade | undefined;
  /** All trades with from <= time <= to. */
  span(from: number, to: number): TradeSpan;
}

/** As many closed candles of an interval as anybody asks for at once. */
const CLOSED_KEPT = 1200;

export function createSymbolMarket(history: History, scale: Scale, seed: number): SymbolMarket {
  const minutes: Cache<readonly AggTrade[]> = createCache(120);
  const closedCandles = new Map<Interval, Cache<Candle | undefined>>();
  const firstMinute = unitAt('minute', history.firstTime);

  /** The exact sum of the closed candles between two whole minutes, made of the coarsest ones that fit. */
  const sum = (from: number, to: number, openTime: number, closeTime: number): Candle | undefined => {
    if (to - from === MINUTE) return history.candle('minute', unitAt('minute', from));
    const parts: Candle[] = [];
    let time = Math.max(from, history.firstTime);
    while (time < to) {
      const level = coarsestAt(time, to);
      const index = unitAt(level, time);
      const part = history.candle(level, index);
      if (part !== undefined) parts.push(part);
      time = unitStart(level, index + 1);
    }
    return sumCandles(openTime, closeTime, parts);
  };

  const countsBefore = (minute: number): Counts => {
    const end = minute * MINUTE;
    let [orders, trades] = [0, 0];
    for (const level of COARSE_TO_FINE) {
      const start = level === 'month' ? history.firstTime : unitStart(coarser(level), unitAt(coarser(level), end));
      for (let index = unitAt(level, Math.max(start, history.firstTime)); index < unitAt(level, end); index += 1) {
        const candle = history.candle(level, index);
        orders += candle?.orders ?? 0;
        trades += candle?.trades ?? 0;
      }
    }
    return { orders, trades };
  };

  const ordersIn = (minute: number): readonly AggTrade[] =>
    minutes.get(minute, () => {
      const candle = minute < firstMinute ? undefined : history.candle('minute', minute);
      if (candle === undefined) return [];
      const before = countsBefore(minute);
      let { orders: id, trades: firstTradeId } = before;
      return ordersOf(candle, createRandom(hashNumbers(seed, minute, 5))).map((order) => {
        const trade = { ...order, id, firstTradeId };
        id += 1;
        firstTradeId += order.fills;
        return trade;
      });
    });

  const minuteOf = (kind: keyof Counts, id: number, now: number): number | undefined => {
    let rest = id;
    let [from, to] = [history.firstTime, now + 1];
    for (const level of COARSE_TO_FINE) {
      let found: Candle | undefined;
      for (let index = unitAt(level, from); unitStart(level, index) < to; index += 1) {
        const candle = history.candle(level, index);
        if (candle === undefined) continue;
        if (rest < candle[kind]) {
          found = candle;
          [from, to] = [Math.max(from, unitStart(level, index)), Math.min(to, unitStart(level, index + 1))];
          break;
        }
        rest -= candle[kind];
      }
      if (found === undefined) return undefined;
    }
    return unitAt('minute', from);
  };

  const lastOrder = (now: number): AggTrade | undefined => {
    for (let minute = unitAt('minute', now); minute >= firstMinute; minute -= 1) {
      const last = ordersIn(minute).findLast(({ time }) => time <= now);
      if (last !== undefined) return last;
    }
    return undefined;
  };

  /** The sum of the trades of one minute between two times; undefined without any. */
  const partOfMinute = (minute: number, from: number, to: number): Candle | undefined => {
    const trades = ordersIn(minute).filter(({ time }) => time >= from && time <= to);
    return trades.length === 0 ? undefined : sumOrders(minute, trades);
  };

  /** It does not change any more, and a client that has lost its data asks for all of them again. */
  const closedCandle = (interval: Interval, openTime: number, end: number): Candle | undefined => {
    const kept = closedCandles.get(interval) ?? createCache<Candle | undefined>(CLOSED_KEPT);
    closedCandles.set(interval, kept);
    return kept.get(openTime, () => sum(openTime, end, openTime, end - 1));
  };

  const candle = (interval: Interval, openTime: number, now: number): Candle | undefined => {
    const end = interval.next(openTime);
    if (openTime > now || end <= history.firstTime) return undefined;
    if (now >= end) return closedCandle(interval, openTime, end);
    const forming = unitAt('minute', now);
    const closed = sum(openTime, Math.min(end, forming * MINUTE), openTime, end - 1);
    if (history.candle('minute', forming) === undefined) return closed;
    const live = partOfMinute(forming, 0, now) ?? flatCandle(0, 0, lastOrder(now)?.price ?? 0);
    return sumCandles(openTime, end - 1, closed === undefined ? [live] : [closed, live]);
  };

  const span = (from: number, to: number): TradeSpan => {
    const [first, last] = [Math.max(firstMinute, unitAt('minute', from)), unitAt('minute', to)];
    const head = partOfMinute(first, from, to);
    const body = first + 1 < last ? sum((first + 1) * MINUTE, last * MINUTE, 0, 0) : undefined;
    const tail = last > first ? partOfMinute(last, from, to) : undefined;
    const parts = [head, body, tail].flatMap((part) => (part === undefined || part.trades === 0 ? [] : [part]));
    const skipped = ordersIn(first).filter(({ time }) => time < from);
    const start = countsBefore(first);
    const trades = start.trades + skipped.reduce((count, { fills }) => count + fills, 0);
    return { sum: sumCandles(from, to, parts), before: { orders: start.orders + skipped.length, trades } };
  };

  return { scale, firstTime: history.firstTime, candle, ordersIn, countsBefore, minuteOf, lastOrder, span };
}

function coarser(level: Level): Level {
  return COARSE_TO_FINE[COARSE_TO_FINE.indexOf(level) - 1] ?? 'month';
}

/** The coarsest unit that starts at `time` and ends by `to`. */
function coarsestAt(time: number, to: number): Level {
  if (time % HOUR !== 0) return 'minute';
  for (const level of COARSE_TO_FINE) {
    const index = unitAt(level, time);
    if (unitStart(level, index) === time && unitStart(level, index + 1) <= to) return level;
  }
  return 'minute';
}

function sumOrders(minute: number, orders: readonly Order[]): Candle {
  const [first, last] = [orders[0], orders.at(-1)];
  let [high, low, volume, takerVolume, trades] = [0, Number.POSITIVE_INFINITY, 0, 0, 0];
  let [quote, takerQuote] = [0n, 0n];
  for (const order of orders) {
    high = Math.max(high, order.price);
    low = Math.min(low, order.price);
    volume += order.quantity;
    trades += order.fills;
    const amount = BigInt(order.price) * BigInt(order.quantity);
    quote += amount;
    if (!order.takerBuys) continue;
    takerVolume += order.quantity;
    takerQuote += amount;
  }
  const [open, close] = [first?.price ?? 0, last?.price ?? 0];
  const openTime = minute * MINUTE;
  const counts = { orders: orders.length, trades };
  return {
    openTime,
    closeTime: openTime + MINUTE - 1,
    open,
    high,
    low,
    close,
    volume,
    quote,
    takerVolume,
    takerQuote,
    ...counts,
  };
}
