import type { Measured } from '../../../../rig/soak/measure.ts';
import { heapGrowth, rssRise, soakReport } from '../../../../rig/soak/soakReport.ts';
import { offsetToTurn } from '../../../../scripts/commands/soak.ts';
import { createStats } from '../../../../simulator/stats.ts';

const MB = 1e6;
const steady = Array.from({ length: 30 }, () => ({ delayP99: 2, delayMax: 9, heap: 20 * MB, rss: 90 * MB }));
const measured = (more: Partial<Measured> = {}): Measured => ({
  minutes: 30,
  pairs: 3,
  contracts: 0,
  ages: new Map([['price', [300, 900, 1_200]]]),
  samples: new Map([['collector-price', steady]]),
  redis: [MB, 2 * MB],
  reports: new Map(),
  before: new Map(),
  stats: { ...createStats().read(), requests: 100, maxWeightInMinute: 5000 },
  audit: { missing: new Map(), wrong: [] },
  wrong: [],
  surprises: [],
  openGaps: 0,
  ...more,
});

it('a steady run is green', () => {
  const { lines, isRed } = soakReport(measured());
  expect(isRed).toBe(false);
  expect(lines.join('\n')).toMatch(/price +\? +\? +900 +1200 +1200/);
  expect(lines.join('\n')).toContain('at most 5000 weight in a minute; Redis 1.0 MB after a minute, 2.0 MB at the end');
});

it('futures are told beside spot', () => {
  const stats = { ...measured().stats, usdm: { weightByMinute: {}, maxWeightInMinute: 2000, mostInPool: {} } };
  const said = soakReport(measured({ contracts: 2, stats })).lines.join('\n');
  expect(said).toContain('3 pairs and 2 contracts, 30 minutes; 100 requests');
  expect(said).toContain('at most 5000 weight in a minute, 2000 of futures;');
});

it.each<[string, Partial<Measured>, RegExp]>([
  ['data that was stale', { ages: new Map([['price', [300, 5_001]]]) }, /price: up to 5001 ms old, more than 5000 ms/],
  ['a 429', { stats: { ...measured().stats, refusals: 1 } }, /429 or 418: 1/],
  ['a request that insisted', { stats: { ...measured().stats, insistedLate: 2 } }, /insisted: 2/],
  ['a missing candle', { audit: { missing: new Map([['spot:{a}:klines:1', 3]]), wrong: [] } }, /missing candles: 3/],
  ['a missing trade', { audit: { missing: new Map([['spot:{a}:trades', 4]]), wrong: [] } }, /missing trade ids: 4/],
  [
    'a missing row of another series',
    { audit: { missing: new Map([['usdm:{a}:funding-rate', 5]]), wrong: [] } },
    /other missing rows: 5/,
  ],
  [
    'a missing candle of a price',
    { audit: { missing: new Map([['usdm:{a}:klines-mark:1', 6]]), wrong: [] } },
    /missing candles: 6/,
  ],
  ['a wrong row', { wrong: [{ key: 'k', why: 'w' }] }, /wrong rows: 1\n.*k: w/],
  ['a restart', { surprises: ['api ended (SIGSEGV)'] }, /restarts: 1/],
  ['an open gap', { openGaps: 1 }, /open gaps: 1/],
  [
    'a heap that grows',
    {
      samples: new Map([
        ['api', steady.map((sample, minute) => (minute < 29 ? sample : { ...sample, heap: 21 * MB }))],
      ]),
    },
    /api: heap grew by 5.0 % since minute 10/,
  ],
  [
    'memory that rises',
    {
      samples: new Map([
        ['api', steady.map((sample, minute) => ({ ...sample, rss: sample.rss + minute * 0.11 * MB }))],
      ]),
    },
    /api: RSS rises by 1.10 MB in 10 minutes/,
  ],
])('%s is red', (_name, more, missed) => {
  const { lines, isRed } = soakReport(measured(more));
  expect(lines.join('\n')).toMatch(missed);
  expect(isRed).toBe(true);
});

it('does not judge memory in a short run', () => {
  const rising = steady.map((sample, minute) => ({
    ...sample,
    heap: sample.heap + minute * MB,
    rss: sample.rss + minute * MB,
  }));
  const { lines, isRed } = soakReport(measured({ minutes: 19, samples: new Map([['api', rising]]) }));
  expect(lines.join('\n')).toContain('not judged in runs shorter than 20 minutes');
  expect(isRed).toBe(false);
});

it('counts heap growth from minute 10 and the rise of RSS over the second half', () => {
  const samples = steady.map((sample, minute) => ({
    ...sample,
    heap: (minute < 9 ? 1 : 20) * MB,
    rss: Math.min(minute, 15) * MB,
  }));
  expect(heapGrowth(samples)).toBe(0);
  expect(rssRise(samples)).toBeCloseTo(0);
});

it('puts an hour turn into the middle of a run', () => {
  const now = Date.UTC(2026, 10, 21, 12, 58);
  expect(now + offsetToTurn(now, 10) + 5 * 60_000).toBe(Date.UTC(2026, 10, 21, 14));
});
