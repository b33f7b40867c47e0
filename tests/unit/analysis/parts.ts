import { analysedCandles, type Parts, type RowsPart } from '../../../analysis/snapshot.ts';

/** A minute into the first hour of a day, so that a candle of each interval has just begun. */
export const AT = Date.UTC(2026, 0, 31) + 60_000;

export const level = (price: string, qty: string): readonly [string, string] => [price, qty];

export const tradeColumns = ['id', 'price', 'qty', 'firstTradeId', 'lastTradeId', 'time', 'isBuyerMaker'];

/** `[price, quantity, whether the taker sold]` of each. */
export const tradesOf = (trades: readonly (readonly [string, string, boolean])[]): RowsPart => ({
  asOf: AT,
  columns: tradeColumns,
  rows: trades.map(([price, qty, isBuyerMaker], index) => [
    index + 7,
    price,
    qty,
    index,
    index,
    AT - 500 + index,
    isBuyerMaker,
  ]),
});

export const candleColumns = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'closeTime', 'final'];

/** Candles that end with the one that holds `AT`. @param close of each, by how many come after it */
export function candlesOf(minutes: 60 | 1440, count: number, close: (before: number) => string): RowsPart {
  const lengthMs = minutes * 60_000;
  const forming = AT - (AT % lengthMs);
  return {
    asOf: AT,
    columns: candleColumns,
    rows: Array.from({ length: count }, (_, index) => {
      const before = count - 1 - index;
      const openTime = forming - before * lengthMs;
      return [openTime, '10', '12', '8', close(before), '1.5', openTime + lengthMs - 1, before > 0];
    }),
  };
}

/** Parts of which every figure can be said. */
export const fullParts: Parts = {
  price: { asOf: AT, value: { symbol: 'BTCUSDT', price: '10.50000000' } },
  'book-ticker': { asOf: AT, value: { bidPrice: '10.49', bidQty: '3', askPrice: '10.51', askQty: '1' } },
  depth: {
    asOf: AT,
    value: {
      lastUpdateId: 1,
      bids: Array.from({ length: 30 }, (_, index) => level((10.49 - index / 100).toFixed(8), `${index + 1}.5`)),
      asks: Array.from({ length: 30 }, (_, index) => level((10.51 + index / 100).toFixed(8), `${index + 2}.25`)),
    },
  },
  trades: tradesOf([
    ['10.50', '2', true],
    ['10.51', '4', false],
    ['10.51', '4.000', false],
    ['10.49', '1.5', true],
  ]),
  'high-low': {
    asOf: AT,
    value: {
      ...{
        openPrice: '11.00',
        highPrice: '11.20',
        lowPrice: '9.80',
        priceChange: '-0.50',
        priceChangePercent: '-4.545',
      },
      ...{ volume: '9000.0', quoteVolume: '94000.00', count: 904 },
    },
  },
  'avg-price': { asOf: AT, value: { mins: 5, price: '10.46', closeTime: AT } },
  klines: {
    60: candlesOf(60, analysedCandles[60], (before) => String(200 - before)),
    1440: candlesOf(1440, analysedCandles[1440], (before) => String(200 - before)),
  },
};
