import { type ApiFixture, book, candle, NOW, trade } from '../apiFixture.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What the exchange says of 24 hours. */
export const dayFigures = {
  ...{ symbol: 'BTCUSDT', priceChange: '-1.00000000', priceChangePercent: '-0.990', openPrice: '101.0' },
  ...{ highPrice: '110.0', lowPrice: '90.0', lastPrice: '100.0', volume: '8913.3', quoteVolume: '891330.5' },
  ...{ openTime: NOW - DAY, closeTime: NOW, firstId: 1, lastId: 9, count: 9 },
};

/** Candles up to the one that holds now, which forms. */
export function candles(count: number, length: number) {
  const newest = NOW - (NOW % length);
  return Array.from({ length: count }, (_, index) =>
    candle(newest - (count - 1 - index) * length, index === count - 1 ? 1 : 2),
  );
}

/** Stores all parts of a snapshot of spot's btcusdt, as of now. */
export async function fill(api: ApiFixture): Promise<void> {
  await api.store.redis.flushdb();
  await api.latest('price', { symbol: 'BTCUSDT', price: '100.10000000' });
  const best = { symbol: 'BTCUSDT', bidPrice: '100.0', bidQty: '1.5', askPrice: '100.2', askQty: '2.5' };
  await api.latest('book-ticker', best);
  await api.latest('depth', { ...book({ bids: 0, asks: 0 }), bids: [['100.0', '1.5']], asks: [['100.2', '2.5']] });
  await api.latest('high-low', dayFigures);
  await api.latest('avg-price', { mins: 5, price: '100.05', closeTime: NOW - 100 });
  await api.series(
    'trades',
    Array.from({ length: 510 }, (_, index) => trade(index + 1)),
  );
  await api.series('klines', candles(100, HOUR), { interval: 60 });
  await api.series('klines', candles(30, DAY), { interval: 1440 });
  await api.board.refresh();
}
