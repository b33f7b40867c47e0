import fs from 'node:fs';
import { describePlan } from '../../../collectors/plan/describePlan.ts';
import { collectors } from '../../../markets/markets.js';
import { configOf } from '../../configOf.ts';
import { planFor } from '../../planFor.ts';

const planOf = (count: number, foreign = 0) => {
  const pairs = Array.from({ length: count }, (_, index) => `p${index}usdt`);
  return planFor(configOf({ pairs }), { weightPerMinute: 6000 }, foreign);
};
const described = (count: number, foreign = 0) => describePlan(planOf(count, foreign));

it('is a table with a line for each collector, the total and the rung', () => {
  const lines = described(3);
  expect(lines).toHaveLength(1 + collectors.length + 2);
  expect(lines[0]).toBe('collector       period  weight/min  served');
  expect(lines[1]).toBe('trades             1 s       720.0  polled');
  expect(lines.slice(-2)).toEqual([
    'total                       5101.3  of 5400 weight/min',
    'rung 1: every feed polled at its configured period',
  ]);
});

it('says what is rolled up, how often that is confirmed, and what is set aside for others', () => {
  const lines = described(3, 2000);
  expect(lines).toContain('klines-5           1 s         6.0  rolled up, confirmed every 60 s');
  expect(lines.slice(-2)).toEqual([
    'total                       2623.3  of 3400 weight/min, 2000 more set aside for other programs on this address',
    'rung 2: longer candles rolled up from the shortest',
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
    'rung 4: periods stretched to fit',
    'NOT ENOUGH even so: polls will be left out; have fewer pairs, feeds or intervals',
  ]);
});

describe('the documents say what the planner does', () => {
  it('docs/operations.md shows the table of twelve pairs', () => {
    expect(fs.readFileSync('docs/operations.md', 'utf8')).toContain(`weight/min\n${described(12).join('\n')}\n`);
  });

  it('README.md has the weights, and the periods where they are stretched', () => {
    const rows = fs.readFileSync('README.md', 'utf8').matchAll(/^\| (?:\d+ to )?(\d+) \| ([\d,]+).*? \| (.*) \|$/gm);
    const counts = [...rows].map(([, pairs, weight, words = '']) => {
      const made = planOf(Number(pairs));
      expect(weight).toBe(Math.round(made.weightPerMinute).toLocaleString('en'));
      const period = (name: string) => made.collectors.get(name)?.period ?? 0;
      for (const name of ['trades', 'depth']) expect(words.includes(name)).toBe(period(name) > 1);
      const stretched = ['trades', 'depth', 'klines-1', 'price'].map(period).filter((seconds) => seconds > 1);
      const said = [...words.matchAll(/every (\d+) s/g)].map(([, seconds]) => Number(seconds));
      expect(new Set(said)).toEqual(new Set(stretched));
      return Number(pairs);
    });
    expect(counts).toEqual([3, 7, 10, 12, 20, 50]);
  });
});
