import { type Level, MINUTE, unitAt, unitStart } from '../../../simulator/trading/calendar.ts';
import { type Candle, flatCandle, sumCandles } from '../../../simulator/trading/candle.ts';
import type { History } from '../../../simulator/trading/history/history.ts';
import type { AggTrade, Counts, NumberedOrders } from '../../../simulator/trading/orders/numberedOrders.ts';
import type { Order } from '../../../simulator/trading/orders/orders.ts';
import { sumOrders } from '../../../simulator/trading/orders/sumOrders.ts';

/** Since when there are candles: as long as Binance's oldest. */
export const LISTED_AT = Date.parse('2017-08-17T04:00:00Z');
const ORDERS_A_MINUTE = 10;

/**
 * What was traded of a pair: before the start, minute for minute the same ten orders, so that any span follows at once; since then, what was played.
 * Ids count from the listing on.
 */
export class PlayedHistory implements History, NumberedOrders {
  readonly firstTime = LISTED_AT;
  readonly #first = unitAt('minute', LISTED_AT);
  readonly #start: number;
  readonly #price: number;
  readonly #same: Candle;
  readonly #minutes = new Map<number, AggTrade[]>();
  readonly #closed = new Map<number, Candle>();
  #next: Counts;
  #last: AggTrade;

  /** @param price of all before, about, in ticks @param startedAt ms */
  constructor(price: number, startedAt: number) {
    this.#price = price;
    this.#start = unitAt('minute', startedAt);
    const count = (this.#start - this.#first) * ORDERS_A_MINUTE;
    this.#next = { orders: count, trades: count };
    const before = this.ordersIn(this.#start - 1);
    const [same, last] = [sumOrders(this.#start - 1, before), before.at(-1)];
    if (same === undefined || last === undefined) throw new Error('a minute before the start has no orders');
    this.#same = same;
    this.#last = last;
  }

  /** Single trades so far: the number that the next one gets. */
  get trades(): number {
    return this.#next.trades;
  }

  get last(): AggTrade {
    return this.#last;
  }

  /** The next order is traded. */
  add(order: Order): AggTrade {
    const { orders: id, trades: firstTradeId } = this.#next;
    const added = { ...order, id, firstTradeId };
    this.#next = { orders: id + 1, trades: firstTradeId + order.fills };
    this.#last = added;
    const minute = unitAt('minute', order.time);
    const others = this.#minutes.get(minute);
    if (others === undefined) this.#minutes.set(minute, [added]);
    else others.push(added);
    return added;
  }

  numbered(): NumberedOrders {
    return {
      ordersIn: (minute) => this.ordersIn(minute),
      countsBefore: (minute) => this.countsBefore(minute),
      minuteOf: (...search) => this.minuteOf(...search),
    };
  }

  candle(level: Level, index: number): Candle | undefined {
    const [from, to] = [unitStart(level, index), unitStart(level, index + 1)].map((time) => unitAt('minute', time));
    if (from === undefined || to === undefined || to <= this.#first) return undefined;
    const [openTime, closeTime] = [from * MINUTE, to * MINUTE - 1];
    if (level === 'minute') return from < this.#start ? { ...this.#same, openTime, closeTime } : this.#played(from);
    const parts = this.#before(Math.max(from, this.#first), Math.min(to, this.#start));
    for (let minute = Math.max(from, this.#start); minute < to && minute * MINUTE <= this.#last.time; minute++)
      parts.push(this.#played(minute));
    return sumCandles(openTime, closeTime, parts);
  }

  ordersIn(minute: number): readonly AggTrade[] {
    if (minute < this.#first) return [];
    if (minute >= this.#start) return this.#minutes.get(minute) ?? [];
    return Array.from({ length: ORDERS_A_MINUTE }, (_, number) => this.#orderBefore(minute, number));
  }

  countsBefore(minute: number): Counts {
    const before = Math.max(0, Math.min(minute, this.#start) - this.#first) * ORDERS_A_MINUTE;
    const counts = { orders: before, trades: before };
    for (let each = this.#start; each < minute; each++) {
      const orders = this.#minutes.get(each) ?? [];
      const last = orders.at(-1);
      if (last === undefined) continue;
      counts.orders = last.id + 1;
      counts.trades = last.firstTradeId + last.fills;
    }
    return counts;
  }

  minuteOf(kind: keyof Counts, id: number, now: number): number | undefined {
    const before = (this.#start - this.#first) * ORDERS_A_MINUTE;
    if (id < before) return this.#first + Math.floor(id / ORDERS_A_MINUTE);
    for (let minute = this.#start; minute <= unitAt('minute', now); minute++) {
      if (id < this.countsBefore(minute + 1)[kind]) return minute;
    }
    return undefined;
  }

  #orderBefore(minute: number, number: number): AggTrade {
    const id = (minute - this.#first) * ORDERS_A_MINUTE + number;
    const price = this.#price + (number === 1 ? 10 : number === 2 ? -10 : 0);
    const time = minute * MINUTE + number * (MINUTE / ORDERS_A_MINUTE);
    return { price, quantity: 1000, takerBuys: number % 2 === 0, fills: 1, time, id, firstTradeId: id };
  }

  /** The sum of the minutes before the start from one up to another. */
  #before(from: number, to: number): Candle[] {
    if (to <= from) return [];
    const [count, times] = [to - from, BigInt(to - from)];
    const { volume, quote, takerVolume, takerQuote, orders, trades } = this.#same;
    return [
      {
        ...this.#same,
        volume: volume * count,
        quote: quote * times,
        takerVolume: takerVolume * count,
        takerQuote: takerQuote * times,
        orders: orders * count,
        trades: trades * count,
      },
    ];
  }

  #played(minute: number): Candle {
    const known = this.#closed.get(minute);
    if (known !== undefined) return known;
    const orders = this.#minutes.get(minute);
    const [openTime, closeTime] = [minute * MINUTE, minute * MINUTE + MINUTE - 1];
    const candle = sumOrders(minute, orders ?? []) ?? flatCandle(openTime, closeTime, this.#priceBefore(minute));
    if (this.#last.time > closeTime) this.#closed.set(minute, candle);
    return candle;
  }

  #priceBefore(minute: number): number {
    for (let each = minute - 1; each >= this.#start; each--) {
      const last = this.#minutes.get(each)?.at(-1);
      if (last !== undefined) return last.price;
    }
    return this.#price;
  }
}
