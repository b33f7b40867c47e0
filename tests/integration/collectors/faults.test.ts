import type { Fault } from '../../../simulator/faults.ts';
import { dataKey } from '../../../store/keys.ts';
import { readSeries } from '../../../store/series.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

const KEY = `apikey${'x'.repeat(40)}`;
const key = dataKey('spot', 'btcusdt', 'klines', 1);
let bench: Bench;
let collecting: Collecting;
beforeAll(async () => {
  bench = await openBench({ pairs: ['btcusdt'], apiKeys: [{ key: KEY }], feeds: { depth: { levels: 100 } } });
  collecting = await bench.start(['pair-info', 'klines-1', 'price', 'depth']);
  await eventually(() => age(key).then((ms) => ms < 2_000), 15_000);
});
afterAll(() => bench.close());
afterEach(() => {
  bench.simulator.clearFaults();
});

const age = async (of: string) =>
  bench.simulator.now() - Number((await bench.store.redis.hget(`${of}:meta`, 'asOf')) ?? 0);
const fresh = () => eventually(async () => (await age(key)) < 1_900, 12_000);
const rows = async () => (await readSeries(bench.store, key, { offset: 0 }, 1000)).rows;

const faults: [string, Fault][] = [
  ['500', { kind: 'status', status: 500 }],
  ['an HTML page', { kind: 'html' }],
  ['no JSON', { kind: 'garbage' }],
  ['JSON of another shape', { kind: 'shape' }],
  [
    'negative prices',
    { kind: 'shape', body: [[1790000040000, '-1', '1', '-1', '1', '1', 1790000099999, '1', 1, '0', '0', '0']] },
  ],
  [
    'null prices',
    { kind: 'shape', body: [[1790000040000, null, null, null, null, '1', 1790000099999, '1', 1, '0', '0', '0']] },
  ],
  ['a body cut in the middle', { kind: 'truncated' }],
  ['a reset connection', { kind: 'reset' }],
];

it.each(faults)('%s: nothing of it is stored, it is said once, and data comes again', async (_name, fault) => {
  await fresh();
  const before = await rows();
  const said = collecting.lines.length;
  const id = bench.simulator.inject({ path: 'klines', ...fault });
  await eventually(() => (bench.simulator.faults().find((active) => active.id === id)?.hits ?? 0) >= 2, 15_000);
  const during = await rows();
  // Newest first: the forming candle, and the one that may have closed meanwhile, may change; the oldest may go.
  const known = new Set(during);
  expect(before.slice(2, -3).filter((row) => !known.has(row))).toEqual([]);
  expect(during.every((row) => JSON.parse(row).length === 13 && !/null|-\d/.test(row))).toBe(true);
  bench.simulator.clearFaults();
  await fresh();
  await eventually(() => collecting.lines.slice(said).some((line) => /klines-1: works again after \d+ ×/.test(line)));
  const complaints = collecting.lines
    .slice(said)
    .filter((line) => line.includes(' warn ') && line.includes('klines-1:'));
  // Older rows, which are asked for beside the polls, speak for themselves, and also once.
  const isOlder = (line: string) => line.includes('older rows:');
  expect(complaints.filter((line) => !isOlder(line))).toHaveLength(1);
  expect(complaints.filter(isOlder).length).toBeLessThanOrEqual(1);
  await eventually(async () => (await bench.report('klines-1'))?.pairs.btcusdt?.failures === 0);
});

it.each([429, 418])('%i stops every request of the egress until Retry-After', async (status) => {
  await fresh();
  bench.simulator.inject({ kind: 'status', status, retryAfter: 5, path: 'price', times: 1 });
  await eventually(() =>
    collecting.lines.some((line) => line.includes(`answered ${status}`) && line.includes('nothing is sent for 5 s')),
  );
  const asked = bench.simulator.stats().requests;
  const until = performance.now() + 2_000;
  await eventually(() => performance.now() > until);
  expect(bench.simulator.stats().requests - asked).toBeLessThanOrEqual(2);
  // A process that starts now finds the pause in Redis, even if Redis had lost it.
  await bench.store.redis.del('collector:pause:local:spot');
  await eventually(async () => (await bench.store.redis.exists('collector:pause:local:spot')) === 1, 1_900);
  await fresh();
  expect(bench.simulator.stats().byStatus[status]).toBe(1);
});

it('a book older than the one stored is refused', async () => {
  const depth = dataKey('spot', 'btcusdt', 'depth');
  await eventually(async () => (await age(depth)) < 1_900);
  const order = Number(await bench.store.redis.hget(`${depth}:meta`, 'order'));
  bench.simulator.inject({ kind: 'stale', path: 'depth', ageMs: 30_000 });
  await eventually(async () => ((await bench.report('depth'))?.counters.refused ?? 0) > 0);
  expect(Number(await bench.store.redis.hget(`${depth}:meta`, 'order'))).toBeGreaterThanOrEqual(order);
});

it('keeps on through a Redis that freezes, and catches up', async () => {
  await fresh();
  bench.test.server.pause();
  const until = performance.now() + 3_000;
  await eventually(() => performance.now() > until);
  bench.test.server.resume();
  await fresh();
});

it('the API key is in no line of the log and nowhere in Redis', async () => {
  expect(collecting.lines.join('\n')).not.toContain(KEY);
  for (const name of await bench.store.redis.keys('collector:*')) {
    const type = await bench.store.redis.type(name);
    const value =
      type === 'hash'
        ? await bench.store.redis.hgetall(name)
        : type === 'string'
          ? await bench.store.redis.get(name)
          : '';
    expect(JSON.stringify(value)).not.toContain(KEY);
  }
});
