import { describePlan } from '../../../../collectors/plan/describePlan.ts';
import { configOf } from '../../../configOf.ts';
import { weighedFeeds } from '../../../feedsAlone.ts';
import { planFor } from '../../../planFor.ts';

const planOf = (count: number, foreign = 0) => {
  const pairs = Array.from({ length: count }, (_, index) => `p${index}usdt`);
  return planFor(configOf({ pairs, transport: 'poll', feeds: weighedFeeds }), { weightPerMinute: 6000 }, foreign);
};
const described = (count: number, foreign = 0) => describePlan(planOf(count, foreign));

it('is a table with a line for each collector, the total and the level', () => {
  const lines = described(3);
  expect(lines).toHaveLength(1 + planOf(3).collectors.size + 2);
  expect(lines[0]).toBe('collector       period  weight/min  served');
  expect(lines[1]).toBe('trades             1 s       720.0  polled');
  expect(lines.slice(-2)).toEqual([
    'total                       5101.7  of 5400 weight/min',
    'level 1: every feed polled at its configured period',
  ]);
});

it('is as wide as its longest name', () => {
  const plan = planOf(3);
  const collectors = new Map([...plan.collectors].map(([name, planned]) => [`usdm-${name}`, planned]));
  const lines = describePlan({ ...plan, collectors });
  expect(lines[0]).toBe('collector           period  weight/min  served');
  expect(lines[1]).toBe('usdm-trades            1 s       720.0  polled');
  expect(lines[collectors.size]).toMatch(/^usdm-klines-43200 {6}1 s/);
});

it('says what is rolled up, how often that is confirmed, and what is set aside for others', () => {
  const lines = described(3, 2000);
  expect(lines).toContain('klines-5           1 s         6.0  rolled up, confirmed every 60 s');
  expect(lines.slice(-2)).toEqual([
    'total                       2623.7  of 3400 weight/min, 2000 more set aside for other programs on this address',
    'level 2: longer candles rolled up from the shortest',
  ]);
});

it('says how many pairs are polled although their candles are rolled up as a rule', () => {
  const config = configOf({ pairs: ['ausdt', 'busdt', 'cusdt', 'dusdt'] });
  const polled = new Map([
    ['klines-5', 1],
    ['klines-60', 2],
  ]);
  const lines = describePlan(planFor(config, { weightPerMinute: 6000 }, 0, polled));
  expect(lines).toContain('klines-5           1 s       126.0  rolled up, confirmed every 60 s; 1 pair polled for now');
  expect(lines).toContain(
    'klines-60          1 s       244.0  rolled up, confirmed every 60 s; 2 pairs polled for now',
  );
});

it('says when not even the longest periods fit', () => {
  expect(described(3, 6000).slice(-2)).toEqual([
    'level 4: periods stretched to fit',
    'NOT ENOUGH even so: polls will be left out; have fewer pairs, feeds or intervals',
  ]);
});
