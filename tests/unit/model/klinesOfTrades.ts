import { Big } from 'big.js';
import { klines } from '../../../exchanges/binance/spot/feeds/klines.ts';
import { FormingCandle } from '../../../model/formingCandle.ts';
import type { StreamedCandle, StreamedTrade } from '../../../model/streamed.ts';

export const feed = klines({}, 1);
const streamed = feed.streamed?.by === 'candles' ? feed.streamed : null;
if (streamed === null) throw new Error('klines have no streams');
export const { add, read: readCandle } = streamed;

export const OPEN = 1_790_000_040_000;
export const MINUTE = 60_000;

export const newCandle = () => new FormingCandle(1, { add, scoreOf: feed.scoreOf });

/** The candle of these trades, in the most obvious way. */
export function sumOf(openTime: number, all: readonly StreamedTrade[]): unknown[] {
  const prices = all.map(({ price }) => price);
  const sorted = prices.toSorted((one, other) => Big(one).cmp(other));
  const total = (of: (each: StreamedTrade) => Big, some = all) =>
    some.reduce((sum, each) => sum.plus(of(each)), Big(0)).toFixed(8);
  const base = ({ quantity }: StreamedTrade) => Big(quantity);
  const quote = ({ price, quantity }: StreamedTrade) => Big(price).times(quantity).round(8, Big.roundDown);
  const bought = all.filter(({ takerBuys }) => takerBuys);
  const count = all.reduce((sum, { firstId, lastId }) => sum + lastId - firstId + 1, 0);
  const [volume, quoteVolume] = [total(base), total(quote)];
  return [
    ...[openTime, prices[0], sorted.at(-1), sorted[0], prices.at(-1), volume, openTime + MINUTE - 1],
    ...[quoteVolume, count, total(base, bought), total(quote, bought), '0'],
  ];
}

export const candleOf = (openTime: number, all: readonly StreamedTrade[], isClosed = false): StreamedCandle => ({
  row: sumOf(openTime, all),
  ...{ isClosed, lastId: all.at(-1)?.lastId ?? null },
});

const openOf = ({ time }: StreamedTrade) => Math.floor(time / MINUTE) * MINUTE;

/** The exchange's candle after so many trades. */
export function candleAfter(all: readonly StreamedTrade[], count: number): StreamedCandle {
  const openTime = openOf(all[count - 1] as StreamedTrade);
  const within = all.slice(0, count).filter((each) => openOf(each) === openTime);
  const next = all[count];
  return candleOf(openTime, within, next !== undefined && openOf(next) > openTime);
}
