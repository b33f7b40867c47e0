import fc from 'fast-check';
import { intervals } from '../../../simulator/intervals.ts';
import { MINUTE } from '../../../simulator/trading/calendar.ts';
import type { AggTrade } from '../../../simulator/trading/orders/numberedOrders.ts';
import type { Trading } from '../../../simulator/trading/trading.ts';
import { LATER, samplePairs, sampleSymbols } from './samplePairs.ts';

const listing = samplePairs();
const minuteInterval = intervals.get('1m');
const anyMinute = fc.integer({ min: Date.UTC(2018, 7, 1) / MINUTE, max: Date.UTC(2026, 11, 30) / MINUTE });
const anyPair = fc.constantFrom(...sampleSymbols);

function candleOf(trading: Trading, minute: number, now = LATER) {
  if (minuteInterval === undefined) throw new Error('no 1m');
  return trading.candle(minuteInterval, minute * MINUTE, now);
}

function sumOf(orders: readonly AggTrade[]) {
  const amount = (some: readonly AggTrade[]) =>
    some.reduce((sum, { price, quantity }) => sum + BigInt(price) * BigInt(quantity), 0n);
  const volume = (some: readonly AggTrade[]) => some.reduce((sum, { quantity }) => sum + quantity, 0);
  const bought = orders.filter(({ takerBuys }) => takerBuys);
  return {
    open: orders[0]?.price,
    high: Math.max(...orders.map(({ price }) => price)),
    low: Math.min(...orders.map(({ price }) => price)),
    close: orders.at(-1)?.price,
    volume: volume(orders),
    quote: amount(orders),
    takerVolume: volume(bought),
    takerQuote: amount(bought),
    orders: orders.length,
    trades: orders.reduce((sum, { fills }) => sum + fills, 0),
  };
}

describe('trades of a seed', () => {
  it('sum exactly to their minute: prices, both volumes, both quote amounts and count', () => {
    fc.assert(
      fc.property(anyPair, anyMinute, (symbol, start) => {
        const { trading } = listing(symbol);
        for (let minute = start; minute < start + 12; minute += 1) {
          const orders = trading.ordersIn(minute);
          const candle = candleOf(trading, minute);
          if (candle === undefined) continue;
          if (orders.length === 0) expect(candle.trades).toBe(0);
          else expect(candle).toMatchObject(sumOf(orders));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('have contiguous ids over minutes, hours and months, rising with time', () => {
    fc.assert(
      fc.property(
        anyPair,
        fc.constantFrom(0, 1, 5, 40),
        fc.integer({ min: 0, max: 100 }),
        (symbol, hoursOff, monthsOff) => {
          const { trading } = listing(symbol);
          const end = Date.UTC(2018, 8 + (monthsOff % 96), 1) / MINUTE + hoursOff * 60;
          const orders = [-3, -2, -1, 0, 1, 2].flatMap((offset) => [...trading.ordersIn(end + offset)]);
          for (const [index, order] of orders.entries()) {
            const before = orders[index - 1];
            if (before === undefined) continue;
            expect(order.id).toBe(before.id + 1);
            expect(order.firstTradeId).toBe(before.firstTradeId + before.fills);
            expect(order.time).toBeGreaterThanOrEqual(before.time);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('start with id 0 at the listing', () => {
    const { trading, spec } = listing('BTCUSDT');
    expect(trading.countsBefore(spec.listedAt / MINUTE)).toEqual({ orders: 0, trades: 0 });
    expect(trading.minuteOf('orders', 0, LATER)).toBeLessThan(spec.listedAt / MINUTE + 5);
  });

  it('are found again by their ids, whenever they were', () => {
    fc.assert(
      fc.property(anyPair, anyMinute, (symbol, minute) => {
        const { trading } = listing(symbol);
        for (const { id, firstTradeId, fills } of trading.ordersIn(minute)) {
          expect(trading.minuteOf('orders', id, LATER)).toBe(minute);
          expect(trading.minuteOf('trades', firstTradeId, LATER)).toBe(minute);
          expect(trading.minuteOf('trades', firstTradeId + fills - 1, LATER)).toBe(minute);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('make up the forming candle: at any instant it is the sum of the trades so far', () => {
    fc.assert(
      fc.property(anyPair, anyMinute, fc.integer({ min: 0, max: MINUTE - 1 }), (symbol, minute, offset) => {
        const { trading } = listing(symbol);
        const now = minute * MINUTE + offset;
        const soFar = trading.ordersIn(minute).filter(({ time }) => time <= now);
        const candle = candleOf(trading, minute, now);
        if (candle === undefined) return;
        if (soFar.length > 0) expect(candle).toMatchObject(sumOf(soFar));
        else expect(candle).toMatchObject({ trades: 0, volume: 0, close: trading.lastOrder(now)?.price });
      }),
      { numRuns: 50 },
    );
  });

  it('of any span are those between its ends, both included', () => {
    fc.assert(
      fc.property(anyPair, anyMinute, fc.integer({ min: 0, max: 150 * MINUTE }), (symbol, minute, length) => {
        const { trading } = listing(symbol);
        const from = minute * MINUTE + 12_345;
        const to = from + length;
        const inside: AggTrade[] = [];
        for (let at = minute; at <= to / MINUTE; at += 1) {
          inside.push(...trading.ordersIn(at).filter(({ time }) => time >= from && time <= to));
        }
        const { sum, before } = trading.span(from, to);
        if (inside.length === 0) return expect(sum).toBeUndefined();
        expect(sum).toMatchObject(sumOf(inside));
        expect(before).toEqual({ orders: inside[0]?.id, trades: inside[0]?.firstTradeId });
      }),
      { numRuns: 40 },
    );
  });
});
