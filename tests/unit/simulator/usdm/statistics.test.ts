import { DAY, HOUR, MINUTE } from '../../../../simulator/trading/calendar.ts';
import { type AskedUsdm, askUsdm } from './askUsdm.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
let usdm: AskedUsdm;
beforeAll(async () => {
  usdm = await askUsdm(NOW);
});

type Row = Readonly<Record<string, string>> & { readonly timestamp: number };
const paths = [
  'openInterestHist',
  'topLongShortPositionRatio',
  'topLongShortAccountRatio',
  'globalLongShortAccountRatio',
  'takerlongshortRatio',
  'basis',
];
const about = (path: string) =>
  path === 'basis' ? { pair: 'ETHUSDT', contractType: 'PERPETUAL' } : { symbol: 'ETHUSDT' };
const rows = (path: string, query: Record<string, string | number>, at = NOW) =>
  usdm.ask<Row[]>(`/futures/data/${path}`, { ...about(path), period: '5m', ...query }, at);

describe.each(paths)('statistics of %s', (path) => {
  it('have a row for each period, the newest that there is last', () => {
    const times = rows(path, {}).map(({ timestamp }) => timestamp);
    const last = Math.floor(NOW / (5 * MINUTE)) * 5 * MINUTE - (path === 'takerlongshortRatio' ? 5 * MINUTE : 0);
    expect(times).toEqual(Array.from({ length: 30 }, (_, index) => last - (29 - index) * 5 * MINUTE));
  });

  it('reach thirty days back, and change', () => {
    const list = rows(path, { limit: 500, startTime: NOW - 30 * DAY + MINUTE });
    expect(list).toHaveLength(500);
    expect((list[0]?.timestamp ?? 0) - (NOW - 30 * DAY)).toBeLessThan(6 * MINUTE);
    expect(new Set(list.map(({ timestamp: _, ...row }) => JSON.stringify(row))).size).toBeGreaterThan(200);
    expect(rows(path, { period: '1d' }).length).toBeGreaterThanOrEqual(29);
  });

  it('stay as they are once they are told, and are those asked for by time', () => {
    const [first, second] = rows(path, { limit: 2, endTime: NOW - DAY });
    expect(rows(path, { startTime: first?.timestamp ?? 0, limit: 2 }, NOW + DAY)).toEqual([first, second]);
    expect(rows(path, { startTime: (first?.timestamp ?? 0) + 1, limit: 1 })).toEqual([second]);
  });
});

describe('statistics', () => {
  it('of open interest are what the open interest was, at the mark price of that time', () => {
    for (const row of rows('openInterestHist', { limit: 5 })) {
      const { openInterest } = usdm.ask<Record<string, string>>(
        '/fapi/v1/openInterest',
        { symbol: 'ETHUSDT' },
        row.timestamp,
      );
      const { markPrice } = usdm.ask<Record<string, string>>(
        '/fapi/v1/premiumIndex',
        { symbol: 'ETHUSDT' },
        row.timestamp,
      );
      expect(Number(row.sumOpenInterest)).toBe(Number(openInterest));
      expect(Number(row.sumOpenInterestValue)).toBeCloseTo(Number(openInterest) * Number(markPrice), 2);
    }
  });

  it('of takers are what the candle of that time says', () => {
    const [row] = rows('takerlongshortRatio', { period: '1h', limit: 1 });
    const query = { symbol: 'ETHUSDT', interval: '1h', startTime: row?.timestamp ?? 0, limit: 1 };
    const [candle = []] = usdm.ask<string[][]>('/fapi/v1/klines', query, NOW);
    expect(Number(row?.buyVol)).toBe(Number(candle[9]));
    expect(Number(row?.buyVol) + Number(row?.sellVol)).toBeCloseTo(Number(candle[5]), 6);
    expect(row?.timestamp).toBe(Math.floor(NOW / HOUR) * HOUR - HOUR);
  });

  it('of basis are the futures price less the index; yearly only where there is a delivery', () => {
    const query = { pair: 'ETHUSDT', period: '15m', limit: 3 };
    for (const contractType of ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER']) {
      for (const row of usdm.ask<Row[]>('/futures/data/basis', { ...query, contractType }, NOW)) {
        expect(Number(row.basis)).toBeCloseTo(Number(row.futuresPrice) - Number(row.indexPrice), 6);
        expect(row.annualizedBasisRate === '').toBe(contractType === 'PERPETUAL');
        expect(row).toMatchObject({ contractType, pair: 'ETHUSDT' });
      }
    }
  });

  it('of shares make up a whole', () => {
    for (const { longAccount, shortAccount, longShortRatio } of rows('topLongShortAccountRatio', {})) {
      expect(Number(longAccount) + Number(shortAccount)).toBeCloseTo(1, 10);
      expect(Number(longShortRatio)).toBeCloseTo(Number(longAccount) / Number(shortAccount), 4);
    }
  });
});
