import { readFuturesReply } from '../../../../../exchanges/binance/usdm/readFuturesReply.ts';
import type { ExchangeRequest } from '../../../../../model/exchangeRequest.ts';

const request = (path: string, more: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  ...{ path, params: { symbol: 'BTCUSDT' }, weight: 1 },
  ...more,
});
const answer = (status: number, body: unknown, used = '77') => ({
  ...{ status, body: JSON.stringify(body), now: 1_790_000_000_000 },
  headers: { 'x-mbx-used-weight-1m': [used] },
});

it('tells what the exchange has counted', () => {
  expect(readFuturesReply(request('/fapi/v1/depth'), answer(200, {}))).toMatchObject({
    usedWeight: 77,
    source: 'binance',
  });
});

it.each([
  ['/fapi/v1/ticker/bookTicker', {}],
  ['/fapi/v2/ticker/price', {}],
  ['/futures/data/basis', { pool: 'statistics' }],
])('not where it counts inexactly, or apart: %s', (path, more) => {
  expect(readFuturesReply(request(path, more), answer(200, []))).not.toHaveProperty('usedWeight');
});

it('of trades from before the last two days there are none', () => {
  const refused = answer(400, { code: -4166, msg: 'Search window is restricted to recent 2 days only.' });
  expect(readFuturesReply(request('/fapi/v1/aggTrades'), refused)).toMatchObject({
    data: [],
    text: '[]',
    isTooOld: true,
  });
  expect(() => readFuturesReply(request('/fapi/v1/klines'), refused)).toThrow(/-4166/);
});

it('a pair without such a contract has no rows of it, and is no symbol that is unknown', () => {
  const refused = answer(400, { code: -1121, msg: 'Invalid symbol.' });
  const params = { pair: 'SOLUSDT', contractType: 'CURRENT_QUARTER' };
  expect(readFuturesReply(request('/fapi/v1/continuousKlines', { params }), refused)).toEqual({
    ...{ data: [], text: '[]', source: 'binance' },
  });
  expect(() => readFuturesReply(request('/fapi/v1/klines'), refused)).toThrow(
    expect.objectContaining({ code: 'unknown-pair' }),
  );
});

it('a limit that is broken, and a ban, are what they are on spot', () => {
  const banned = answer(418, { code: -1003, msg: 'Way too many requests; IP banned until 1790000300000.' });
  expect(() => readFuturesReply(request('/fapi/v1/depth'), banned)).toThrow(
    expect.objectContaining({ code: 'banned', retryAfterMs: 300_000 }),
  );
});
