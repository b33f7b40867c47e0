import { describePlan } from '../../../../collectors/plan/describePlan.ts';
import { type Plan, plan } from '../../../../collectors/plan/plan.ts';
import type { Planned } from '../../../../collectors/plan/planned.ts';
import { sizeOf } from '../../../../collectors/plan/size.ts';
import { marketConfigOf } from '../../../../config/marketConfig.ts';
import { binanceUsdm } from '../../../../exchanges/binance/usdm/connector.ts';
import { collectorsOf } from '../../../../markets/markets.js';
import { usdm as table } from '../../../../markets/usdm.js';
import { limitsOf } from '../../../../model/limits.ts';
import { configOf } from '../../../configOf.ts';

/** Limits that are counted apart from weight, as futures have them. */

const figures = [
  'open-interest-hist',
  'top-long-short-positions',
  'top-long-short-accounts',
  'long-short-accounts',
  'taker-volume',
  'basis',
];

function plannedOf(count: number, more: object = {}): Planned {
  const pairs = Array.from({ length: count }, (_, index) => `p${index}usdt`);
  const config = marketConfigOf(configOf({ pairs: ['btcusdt'], usdm: { pairs, ...more } }), 'usdm');
  if (config === undefined) throw new Error('futures are configured');
  const { listings, pools } = table;
  return { collectors: collectorsOf('usdm'), listings, pools, config, share: 0.9, connector: binanceUsdm };
}
const planOf = (count: number, more?: object): Plan => plan(plannedOf(count, more), limitsOf(table.limit));
const periodsOf = ({ collectors }: Plan, names: readonly string[]) =>
  names.map((name) => collectors.get(`usdm-${name}`)?.period);

it('what is counted apart costs no weight', () => {
  const [all, without] = [
    planOf(2),
    planOf(2, { feeds: Object.fromEntries(figures.map((feed) => [feed, { enabled: false }])) }),
  ];
  expect(all.weightPerMinute).toBe(without.weightPerMinute);
  // Six requests of each pair each five minutes; one a minute for funding.
  expect(all.pools.get('statistics')?.weightPerMinute).toBeCloseTo((2 * 6) / 5);
  expect(all.pools.get('funding')?.weightPerMinute).toBeCloseTo(2);
  expect(all.collectors.get('usdm-basis')).toMatchObject({ pool: 'statistics', served: 'poll', period: 300 });
  expect(all.collectors.get('usdm-depth')).not.toHaveProperty('pool');
});

it('nine tenths of each may be planned, less what a sliding window holds longer than need be', () => {
  const { pools } = planOf(1);
  expect(pools.get('statistics')?.budget).toBeGreaterThan(175);
  expect(pools.get('statistics')?.budget).toBeLessThan(180);
  expect(pools.get('funding')?.budget).toBeLessThan(90);
});

it('where they do not fit, their own periods get longer, and no others', () => {
  const [few, many] = [planOf(140), planOf(160)];
  expect(periodsOf(few, figures)).toEqual(figures.map(() => 300));
  expect(Math.max(...periodsOf(many, figures).map(Number))).toBeGreaterThan(300);
  const { weightPerMinute = 0, budget = 0 } = many.pools.get('statistics') ?? {};
  expect(weightPerMinute).toBeLessThanOrEqual(budget * 0.98);
  expect(weightPerMinute).toBeGreaterThan(budget * 0.9);
  const polled = planOf(160, { feeds: Object.fromEntries(figures.map((feed) => [feed, { enabled: false }])) });
  for (const [name, { period }] of polled.collectors) expect(many.collectors.get(name)?.period).toBe(period);
  expect(many.level).toBe(polled.level);
});

it('collectors stand in the order of the table', () => {
  const enabled = collectorsOf('usdm').map(({ name }) => name);
  const planned = [...planOf(3).collectors.keys()];
  expect(planned).toEqual(enabled.filter((name) => planned.includes(name)));
});

it('the table for people has them in lines of their own', () => {
  const lines = describePlan(planOf(2)).join('\n');
  expect(lines).toMatch(/usdm-basis +300 s +0\.4 {2}polled, counted as statistics/);
  expect(lines).toMatch(/of statistics +2\.4 {2}of 178 requests\/min, counted apart/);
  expect(lines).toMatch(/of funding +2\.0 {2}of 89 requests\/min, counted apart/);
});

it('how long a start takes is a question of weight alone', () => {
  const { minutesToFresh } = sizeOf(plannedOf(2), planOf(2));
  const off = { feeds: Object.fromEntries(figures.map((feed) => [feed, { enabled: false }])) };
  expect(minutesToFresh).toBe(sizeOf(plannedOf(2, off), planOf(2, off)).minutesToFresh);
});

it('a request of a limit that the market does not have is a defect', () => {
  expect(() => plan({ ...plannedOf(1), pools: {} }, limitsOf(table.limit))).toThrow(
    /has no limit (funding|statistics)/,
  );
});

it.each([
  [1, 1],
  [2, 2],
  [39, 39],
  [40, 40],
  [200, 40],
])('24-hour figures of %i pairs are asked for by one, or for all as soon as that is cheaper', (count, weight) => {
  const { collectors } = planOf(count, { transport: 'poll', feeds: { 'high-low': { everySeconds: 3600 } } });
  expect(collectors.get('usdm-high-low')?.weightPerMinute).toBeCloseTo(weight / 60);
});
