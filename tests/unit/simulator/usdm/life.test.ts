import { DAY, HOUR, MINUTE } from '../../../../simulator/trading/calendar.ts';
import { type AskedUsdm, askUsdm } from './askUsdm.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
/** The last Friday of December. */
const DELIVERY = Date.UTC(2026, 11, 25, 8);
let usdm: AskedUsdm;
beforeAll(async () => {
  usdm = await askUsdm(NOW);
});

type Row = Readonly<Record<string, unknown>>;
const listed = (symbol: string, at: number): Row | undefined =>
  usdm.ask<{ symbols: Row[] }>('/fapi/v1/exchangeInfo', {}, at).symbols.find((row) => row.symbol === symbol);

describe('the life of a dated contract', () => {
  const symbol = 'BTCUSDT_261225';
  it.each([
    ['is not known before the one two before it is delivered', Date.UTC(2026, 5, 26, 8) - 1, undefined, undefined],
    ['is the next one at first', Date.UTC(2026, 5, 26, 8), 'TRADING', 'NEXT_QUARTER'],
    ['is the current one when the one before it is delivered', Date.UTC(2026, 8, 25, 8), 'TRADING', 'CURRENT_QUARTER'],
    ['trades until its delivery', DELIVERY - 1, 'TRADING', 'CURRENT_QUARTER'],
    ['is being delivered then', DELIVERY, 'DELIVERING', 'CURRENT_QUARTER'],
    ['is delivered', DELIVERY + HOUR, 'DELIVERED', 'CURRENT_QUARTER'],
    ['is forgotten after a day', DELIVERY + DAY, undefined, undefined],
  ])('%s', (_title, at, status, contractType) => {
    expect([listed(symbol, at)?.status, listed(symbol, at)?.contractType]).toEqual([status, contractType]);
  });

  it('ends with the last trade before its delivery, and its price is known from then on', () => {
    const trades = usdm.ask<{ T: number }[]>('/fapi/v1/aggTrades', { symbol, limit: 5 }, DELIVERY + HOUR);
    expect(trades).toHaveLength(5);
    for (const { T } of trades) expect(DELIVERY - T).toBeLessThan(10 * MINUTE);
    expect(usdm.ask('/fapi/v1/depth', { symbol, limit: 5 }, DELIVERY + HOUR)).toMatchObject({ bids: [], asks: [] });
    const prices = (at: number) =>
      usdm.ask<{ deliveryTime: number; deliveryPrice: number }[]>(
        '/futures/data/delivery-price',
        { pair: 'BTCUSDT' },
        at,
      );
    expect(prices(DELIVERY - 1)[0]?.deliveryTime).toBe(Date.UTC(2026, 8, 25, 8));
    const [newest, ...older] = prices(DELIVERY);
    expect(newest?.deliveryTime).toBe(DELIVERY);
    expect(older).toEqual(prices(DELIVERY - 1));
    const { indexPrice } = usdm.ask<{ indexPrice: string }>('/fapi/v1/premiumIndex', { symbol: 'BTCUSDT' }, DELIVERY);
    expect(Math.abs((newest?.deliveryPrice ?? 0) / Number(indexPrice) - 1)).toBeLessThan(0.01);
  });

  it('goes on in the contract that comes after it', () => {
    expect(listed('BTCUSDT_270326', DELIVERY)).toMatchObject({ contractType: 'CURRENT_QUARTER' });
    expect(listed('BTCUSDT_270625', DELIVERY)).toMatchObject({ contractType: 'NEXT_QUARTER', status: 'TRADING' });
  });
});

describe('a contract that is to come', () => {
  const START = Date.UTC(2027, 5, 1, 8);
  it('is listed, and has no trades, until it is traded', () => {
    const at = (now: number) => ({
      status: listed('BTCSTUSDT', now)?.status,
      candles: usdm.ask<unknown[]>('/fapi/v1/klines', { symbol: 'BTCSTUSDT', interval: '1h' }, now).length,
      isInLists: usdm.ask<Row[]>('/fapi/v1/ticker/price', {}, now).some(({ symbol }) => symbol === 'BTCSTUSDT'),
      fundings: usdm.ask<unknown[]>('/fapi/v1/fundingRate', { symbol: 'BTCSTUSDT' }, now).length,
    });
    expect(at(START - 1)).toEqual({ status: 'PENDING_TRADING', candles: 0, isInLists: false, fundings: 0 });
    expect(at(START + 9 * HOUR)).toEqual({ status: 'TRADING', candles: 10, isInLists: true, fundings: 1 });
  });
});

test('as many contracts without an end are traded as are asked for, made-up ones among them', async () => {
  const { ask } = await askUsdm(NOW, { perpetuals: 33 });
  const { symbols } = ask<{ symbols: Row[] }>('/fapi/v1/exchangeInfo', {}, NOW);
  const traded = symbols.filter((row) => row.status === 'TRADING' && String(row.contractType).endsWith('PERPETUAL'));
  expect(traded).toHaveLength(33);
  expect(traded.at(-1)?.symbol).toBe('MADE2USDT');
  expect(ask('/fapi/v1/klines', { symbol: 'MADE2USDT', interval: '1d', limit: 500 }, NOW)).toHaveLength(500);
  expect(ask('/fapi/v1/aggTrades', { symbol: 'MADE2USDT', limit: 100 }, NOW)).toHaveLength(100);
});
