import { PlayedHistory } from '../../../../bench/streams/sender/playedHistory.ts';
import { SCALE } from '../../../../bench/streams/sender/recording.ts';
import { klineRow } from '../../../../simulator/endpoints/klineRow.ts';
import { ordersFrom, ordersUpTo } from '../../../../simulator/endpoints/listTrades.ts';
import { intervals } from '../../../../simulator/intervals.ts';
import { MINUTE } from '../../../../simulator/trading/calendar.ts';
import { createTrading } from '../../../../simulator/trading/trading.ts';

const START = Date.UTC(2026, 10, 27, 9, 58, 0);
const order = (time: number, price: number, quantity: number, takerBuys = true) => ({
  time,
  price,
  quantity,
  takerBuys,
  fills: 2,
});

/** A history with two orders in its first minute, none in the second, one in the third. */
function played() {
  const history = new PlayedHistory(6_000_000, START + 5_000);
  history.add(order(START + 10_000, 6_000_100, 300));
  history.add(order(START + 50_000, 5_999_900, 200, false));
  history.add(order(START + 2 * MINUTE + 1_000, 6_000_050, 100));
  return { history, trading: createTrading(history, SCALE, history.numbered()) };
}

const now = START + 2 * MINUTE + 2_000;

/** Of orders, what their candle has to hold. */
function sumOf(orders: readonly { price: number; quantity: number; takerBuys: boolean; fills: number }[]) {
  const amount = (each: { price: number; quantity: number }) => BigInt(each.price) * BigInt(each.quantity);
  const taken = orders.filter(({ takerBuys }) => takerBuys);
  return {
    open: orders[0]?.price,
    high: Math.max(...orders.map(({ price }) => price)),
    low: Math.min(...orders.map(({ price }) => price)),
    close: orders.at(-1)?.price,
    volume: orders.reduce((sum, { quantity }) => sum + quantity, 0),
    quote: orders.reduce((sum, each) => sum + amount(each), 0n),
    takerVolume: taken.reduce((sum, { quantity }) => sum + quantity, 0),
    takerQuote: taken.reduce((sum, each) => sum + amount(each), 0n),
    trades: orders.reduce((sum, { fills }) => sum + fills, 0),
  };
}

test.each(['1m', '5m', '1h'])('a forming candle of %s is the sum of the orders in it', (name) => {
  const { trading } = played();
  const interval = intervals.get(name);
  if (interval === undefined) throw new Error(name);
  const openTime = interval.open(now, 0);
  const orders = ordersUpTo(trading, now, 100_000).filter(({ time }) => time >= openTime);
  expect(trading.candle(interval, openTime, now)).toMatchObject(sumOf(orders));
});

test('a day is the sum of its orders, those before the start among them', () => {
  const { trading } = played();
  const interval = intervals.get('1d');
  if (interval === undefined) throw new Error('1d');
  const openTime = interval.open(now, 0);
  const orders = ordersFrom(trading, openTime / MINUTE, now, 100_000, () => true);
  expect(trading.candle(interval, openTime, now)).toMatchObject(sumOf(orders));
});

test('a minute without orders is flat at the last price', () => {
  const { trading } = played();
  const candle = trading.candle(intervals.get('1m') as never, START + MINUTE, now);
  expect(candle && klineRow(candle, SCALE).slice(1, 6)).toEqual([...Array(4).fill('59999.00000000'), '0.00000000']);
});

test('orders and trades are numbered without a hole over the start', () => {
  const { trading } = played();
  const orders = ordersUpTo(trading, now, 25);
  for (const [index, { id, firstTradeId }] of orders.entries()) {
    const before = orders[index - 1];
    if (before === undefined) continue;
    expect(id).toBe(before.id + 1);
    expect(firstTradeId).toBe(before.firstTradeId + before.fills);
  }
});

test('an order is found by its id, before the start and after it', () => {
  const { trading } = played();
  for (const wanted of ordersUpTo(trading, now, 25)) {
    const minute = trading.minuteOf('orders', wanted.id, now);
    expect(minute === undefined ? [] : trading.ordersIn(minute)).toContainEqual(wanted);
  }
  expect(trading.minuteOf('orders', (ordersUpTo(trading, now, 1).at(-1)?.id ?? 0) + 1, now)).toBeUndefined();
});
