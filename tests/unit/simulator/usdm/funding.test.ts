import { DAY, HOUR } from '../../../../simulator/trading/calendar.ts';
import { defaultContracts, LINK_CHANGES_AT } from '../../../../simulator/usdm/contracts/defaultContracts.ts';
import { type AskedUsdm, askUsdm } from './askUsdm.ts';

const NOW = Date.UTC(2026, 10, 26, 12, 34, 56, 789);
let usdm: AskedUsdm;
beforeAll(async () => {
  usdm = await askUsdm(NOW);
});

interface Paid {
  readonly symbol: string;
  readonly fundingTime: number;
  readonly fundingRate: string;
  readonly markPrice: string;
}
const paid = (query: Record<string, string | number>, at = NOW) => usdm.ask<Paid[]>('/fapi/v1/fundingRate', query, at);
const premium = (symbol: string, at: number) =>
  usdm.ask<Readonly<Record<string, string | number>>>('/fapi/v1/premiumIndex', { symbol }, at);
/** The hour on which a funding was due. */
const due = ({ fundingTime }: Paid) => Math.floor(fundingTime / HOUR) * HOUR;

describe('funding', () => {
  it('is paid each 8 hours, a few ms after them, at the rate and the mark price of that moment', () => {
    const rows = paid({ symbol: 'ETHUSDT', limit: 200 });
    expect(rows).toHaveLength(200);
    expect(new Set(rows.map(({ fundingTime }) => fundingTime % (8 * HOUR)))).toEqual(
      new Set(Array.from({ length: 14 }, (_, ms) => ms)),
    );
    for (const row of rows.slice(-9)) {
      const { lastFundingRate, markPrice, nextFundingTime } = premium('ETHUSDT', due(row));
      expect([row.fundingRate, row.markPrice]).toEqual([lastFundingRate, markPrice]);
      expect(nextFundingTime).toBe(due(row) + 8 * HOUR);
    }
  });

  it('has rates at the usual one and others, above and below zero, none beyond the cap', () => {
    const rates = paid({ symbol: 'BTCUSDT', limit: 1000 }).map(({ fundingRate }) => Number(fundingRate));
    expect(rates.filter((rate) => rate === 0.0001).length).toBeGreaterThan(100);
    expect(rates.filter((rate) => rate < 0).length).toBeGreaterThan(50);
    expect(rates.filter((rate) => rate > 0 && rate < 0.0001).length).toBeGreaterThan(50);
    expect(Math.max(...rates.map(Math.abs))).toBeLessThanOrEqual(0.003);
  });

  it('of LINKUSDT is each 8 hours until a known time, and each 4 from then on; fundingInfo says it', () => {
    const times = paid({ symbol: 'LINKUSDT', startTime: LINK_CHANGES_AT - DAY, limit: 12 }).map(due);
    const before = [-24, -16, -8, 0].map((hours) => LINK_CHANGES_AT + hours * HOUR);
    const after = [4, 8, 12, 16, 20, 24, 28, 32].map((hours) => LINK_CHANGES_AT + hours * HOUR);
    expect(times).toEqual([...before, ...after]);
    expect(paid({ symbol: 'LINKUSDT', endTime: LINK_CHANGES_AT + 36 * HOUR - 1, limit: 12 }).map(due)).toEqual(times);
    const info = (at: number) =>
      usdm.ask<Record<string, unknown>[]>('/fapi/v1/fundingInfo', {}, at).find(({ symbol }) => symbol === 'LINKUSDT');
    expect(info(LINK_CHANGES_AT - 1)).toMatchObject({ fundingIntervalHours: 8, disclaimer: true, updateTime: null });
    expect(info(LINK_CHANGES_AT)).toMatchObject({ fundingIntervalHours: 4, updateTime: LINK_CHANGES_AT });
    expect(premium('LINKUSDT', LINK_CHANGES_AT - HOUR).nextFundingTime).toBe(LINK_CHANGES_AT);
    expect(premium('LINKUSDT', LINK_CHANGES_AT).nextFundingTime).toBe(LINK_CHANGES_AT + 4 * HOUR);
  });

  it('is listed once it has been paid, not before', () => {
    const row = paid({ symbol: 'BTCUSDT', limit: 50 }).find(({ fundingTime }) => fundingTime % HOUR > 1);
    if (row === undefined) throw new Error('no late funding');
    const newest = (at: number) => paid({ symbol: 'BTCUSDT', limit: 1 }, at)[0]?.fundingTime;
    expect(newest(row.fundingTime - 1)).toBeLessThan(row.fundingTime);
    expect(newest(row.fundingTime)).toBe(row.fundingTime);
    expect(paid({ symbol: 'BTCUSDT', startTime: row.fundingTime, limit: 1 })).toEqual([row]);
    expect(paid({ symbol: 'BTCUSDT', endTime: row.fundingTime, limit: 1 })).toEqual([row]);
  });

  it('of all contracts comes in order of time; dated ones have none, and those that were taken off no more', () => {
    const rows = paid({ limit: 1000 });
    expect(rows).toHaveLength(1000);
    expect(rows).toEqual([...rows].sort((left, right) => left.fundingTime - right.fundingTime));
    expect(rows.map(({ symbol }) => symbol).filter((symbol) => symbol.includes('_'))).toEqual([]);
    expect(paid({ symbol: 'BTCUSDT_261225' })).toEqual([]);
    const last = paid({ symbol: 'OMGUSDT', limit: 1 })[0]?.fundingTime ?? 0;
    expect(last).toBeLessThanOrEqual(usdm.contract('OMGUSDT').contract.endsAt ?? 0);
    expect(premium('BTCUSDT_261225', NOW).nextFundingTime).toBe(0);
  });

  it('of long ago has no mark price', () => {
    const rows = paid({ symbol: 'BTCUSDT', startTime: Date.UTC(2023, 9, 31), limit: 4 });
    expect(rows.map(({ markPrice }) => markPrice !== '')).toEqual([false, false, true, true]);
  });

  it('is due where a contract says so, also in time to come', async () => {
    const changesAt = Date.UTC(2026, 10, 26, 16);
    const contracts = defaultContracts(NOW).map((spec) =>
      spec.symbol === 'ETHUSDT'
        ? { ...spec, funding: [...spec.funding, { from: changesAt, hours: 1 as const }] }
        : spec,
    );
    const other = await askUsdm(NOW, { contracts });
    const rows = other.ask<Paid[]>('/fapi/v1/fundingRate', { symbol: 'ETHUSDT', limit: 4 }, changesAt + 2.5 * HOUR);
    expect(rows.map(due)).toEqual([-8, 0, 1, 2].map((hours) => changesAt + hours * HOUR));
  });
});
