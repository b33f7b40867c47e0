import { createHash } from 'node:crypto';
import { askUsdm } from './askUsdm.ts';

const symbols = ['BTCUSDT', 'ADAUSDT', 'BTCUSDT_261225', '币安人生USDT'];
/** A delivery, an idle hour, the last moment before a funding, a moment to come. */
const moments = [
  '2026-09-25T08:00:00.000',
  '2026-10-14T03:17:12.345',
  '2026-11-20T07:59:59.999',
  '2026-12-24T12:00:00.001',
];

/** The beginning of the SHA-256 of all answers of a path. */
const expected: Readonly<Record<string, string>> = {
  '/fapi/v1/klines': 'f4c0eafda9725c81',
  '/fapi/v1/markPriceKlines': '7101fa2583b5f2b7',
  '/fapi/v1/premiumIndexKlines': '8b10f9a98cc7309d',
  '/fapi/v1/aggTrades': '478199ff37f42909',
  '/fapi/v1/depth': '8c4352697e3e7254',
  '/fapi/v1/premiumIndex': '1f923c52e73499c1',
  '/fapi/v1/fundingRate': '6e1506350d3d574a',
  '/futures/data/openInterestHist': 'dfdc2dcbcd6d69d1',
  '/futures/data/takerlongshortRatio': '95246db676d661eb',
};
const queryOf = (path: string): Record<string, string> => {
  if (path.endsWith('lines')) return { interval: '4h', limit: '30' };
  return path.startsWith('/futures') ? { period: '1h' } : {};
};

it.each(Object.entries(expected))(
  'the futures of a seed are the same in every version, to the digit: %s',
  async (path, sum) => {
    const usdm = await askUsdm(Date.UTC(2026, 10, 26), { seed: 'golden' });
    const hash = createHash('sha256');
    for (const symbol of symbols) {
      for (const moment of moments) {
        hash.update(JSON.stringify(usdm.ask(path, { symbol, ...queryOf(path) }, Date.parse(`${moment}Z`))));
      }
    }
    expect(hash.digest('hex').slice(0, 16)).toBe(sum);
  },
);
