import type { AnswerFault } from '../../../simulator/answerFault.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { type Bench, openBench } from './collecting.ts';

const KEY = `apikey${'x'.repeat(40)}`;
const key = dataKey('spot', 'btcusdt', 'klines', 1);
/** What was logged and what lay in Redis when a world ended. */
const remains: string[] = [];

async function open(atEnd: AtEnd) {
  const bench = await openBench({
    pairs: ['btcusdt'],
    apiKeys: [{ key: KEY }],
    feeds: { depth: { levels: 100 } },
    retention: { klines: 200 },
  });
  atEnd(() => bench.close());
  const collecting = await bench.start(['pair-info', 'klines-1', 'price', 'depth']);
  atEnd(async () => remains.push(...collecting.lines, ...(await bookkeeping(bench))));
  const age = async (of: string) =>
    bench.simulator.now() - Number((await bench.store.redis.hget(`${of}:meta`, 'asOf')) ?? 0);
  await eventually(() => age(key).then((ms) => ms < 2_000));
  return {
    bench,
    collecting,
    age,
    fresh: () => eventually(async () => (await age(key)) < 1_900),
    rows: async () => (await readSeries(bench.store, key, { offset: 0 }, 1000)).rows,
  };
}

async function bookkeeping({ store: { redis } }: Bench): Promise<string[]> {
  const texts: string[] = [];
  for (const name of await redis.keys('collector:*')) {
    const type = await redis.type(name);
    const value = type === 'hash' ? await redis.hgetall(name) : type === 'string' ? await redis.get(name) : '';
    texts.push(`${name} ${JSON.stringify(value)}`);
  }
  return texts;
}

const faults: [string, AnswerFault][] = [
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

it.concurrent.each(faults)(
  '%s: nothing of it is stored, it is said once, and data comes again',
  inWorld(open, async ({ bench, collecting, fresh, rows }, _name: string, fault: AnswerFault) => {
    await fresh();
    const before = await rows();
    const said = collecting.lines.length;
    const id = bench.simulator.inject({ path: 'klines', ...fault });
    await eventually(() => (bench.simulator.faults().find((active) => active.id === id)?.hits ?? 0) >= 2);
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
    // A pair that is well is left out of the report.
    await eventually(async () => {
      const report = await bench.report('klines-1');
      return report !== undefined && report.pairs.btcusdt === undefined;
    });
  }),
);

it.concurrent.each([429, 418])(
  '%i stops every request of the egress until Retry-After',
  inWorld(open, async ({ bench, collecting, fresh }, status: number) => {
    await fresh();
    bench.simulator.inject({ kind: 'status', status, retryAfter: 5, path: 'price', times: 1 });
    await eventually(() =>
      collecting.lines.some((line) => line.includes(`answered ${status}`) && line.includes('nothing is sent for 5 s')),
    );
    const asked = bench.simulator.stats().requests;
    const until = bench.clocks.monotonic() + 2_000;
    await eventually(() => bench.clocks.monotonic() > until);
    expect(bench.simulator.stats().requests - asked).toBeLessThanOrEqual(2);
    // A process that starts now finds the pause in Redis, even if Redis had lost it.
    await bench.store.redis.del('collector:pause:local:spot');
    await eventually(async () => (await bench.store.redis.exists('collector:pause:local:spot')) === 1);
    await fresh();
    expect(bench.simulator.stats().byStatus[status]).toBe(1);
  }),
);

it.concurrent(
  'a book older than the one stored is refused',
  inWorld(open, async ({ bench, age }) => {
    const depth = dataKey('spot', 'btcusdt', 'depth');
    await eventually(async () => (await age(depth)) < 1_900);
    const order = Number(await bench.store.redis.hget(`${depth}:meta`, 'order'));
    bench.simulator.inject({ kind: 'stale', path: 'depth', ageMs: 30_000 });
    await eventually(async () => ((await bench.report('depth'))?.counters.refused ?? 0) > 0);
    expect(Number(await bench.store.redis.hget(`${depth}:meta`, 'order'))).toBeGreaterThanOrEqual(order);
  }),
);

it.concurrent(
  'keeps on through a Redis that freezes, and catches up',
  inWorld(open, async ({ bench, fresh }) => {
    await fresh();
    bench.test.server.pause();
    const until = bench.clocks.monotonic() + 3_000;
    await eventually(() => bench.clocks.monotonic() > until);
    bench.test.server.resume();
    await fresh();
  }),
);

it('the API key is in no line of the log and nowhere in Redis', () => {
  expect(remains.some((text) => text.includes('klines-1: works again'))).toBe(true);
  expect(remains.some((text) => text.startsWith('collector:health '))).toBe(true);
  expect(remains.filter((text) => text.includes(KEY))).toEqual([]);
});
