import fc from 'fast-check';
import { judgeFreshness } from '../../../../../api/state/read/freshness.ts';
import { parseConfig } from '../../../../../config/parseConfig.ts';
import { type Collector, collectorsOf } from '../../../../../markets/markets.js';
import { emptyBookkeeping, type WorkerReport } from '../../../../../store/reports/health.ts';

const collectors = collectorsOf('spot');

const config = parseConfig('{"pairs":["btcusdt"]}', 'CONFIG.json', {});
const collector = (name: string): Collector => {
  const found = collectors.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no collector ${name}`);
  return found;
};
const judge = (name: string, age: number | null, { period, status }: { period?: number; status?: string } = {}) => {
  const report = { period } as WorkerReport;
  const reports = new Map(period === undefined ? [] : [[name, report]]);
  const listings = new Map(
    status === undefined ? [] : [['btcusdt', { status, isTraded: status === 'TRADING', asOf: 0 }]],
  );
  const now = 1_790_000_000_000.5;
  return judgeFreshness(
    { ...emptyBookkeeping('spot'), reports, listings },
    config,
    collector(name),
    'btcusdt',
    age === null ? null : now - age,
    now,
  );
};

describe('freshness', () => {
  it.each([
    ['price', 5000, {}, false],
    ['price', 5001, {}, true],
    ['klines-1', 32_000, { period: 10 }, false],
    ['klines-1', 32_001, { period: 10 }, true],
    ['pair-info', 3 * 3_600_000 + 2000, {}, false],
    ['pair-info', 3 * 3_600_000 + 2001, {}, true],
    ['price', 0, { status: 'TRADING' }, false],
    ['price', 0, { status: 'BREAK' }, true],
    ['price', 0, { status: 'UNLISTED' }, true],
    ['price', null, { status: 'TRADING' }, true],
  ])('%s of age %p with %j: stale is %p', (name, age, facts, stale) => {
    expect(judge(name, age, facts).stale).toBe(stale);
  });

  it.each([
    [undefined, 'UNVERIFIED', true],
    ['TRADING', 'TRADING', true],
    ['HALT', 'HALT', false],
    ['UNLISTED', 'UNLISTED', false],
  ])('status %p shows as %s; it should be fresh: %p', (status, shown, shouldBeFresh) => {
    expect(judge('price', 0, status === undefined ? {} : { status })).toMatchObject({ status: shown, shouldBeFresh });
  });

  it('an age is a whole number of ms, never negative, and data that grows older never becomes fresh again', () => {
    const ages = fc.double({ min: -1000, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(ages, ages, (one, other) => {
        const [younger, older] = [judge('price', Math.min(one, other)), judge('price', Math.max(one, other))];
        expect(Number.isInteger(younger.age) && Number(younger.age) >= 0).toBe(true);
        expect(younger.stale && !older.stale).toBe(false);
      }),
    );
  });
});
