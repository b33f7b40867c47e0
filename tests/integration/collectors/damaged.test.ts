import { collectorsOf } from '../../../markets/markets.js';
import { readUsedWeight } from '../../../store/budget/budget.ts';
import { collectorKey } from '../../../store/redis/keys.ts';
import { isWrongType } from '../../../store/redis/stored.ts';
import { readBookkeeping } from '../../../store/reports/health.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

const collectors = collectorsOf('spot');

const pairs = ['btcusdt', 'ethusdt'];
const account = { egress: 'local', market: 'spot' } as const;
const turn = Date.UTC(2026, 5, 10, 9, 7);
const BUDGET = 5_400;
const names = collectors.map(({ name }) => name);
const stored = collectors.flatMap((collector) =>
  pairs.map((code) => ({ key: collectorKey(collector, code), everyMs: collector.row.everySeconds * 1000 })),
);
const keys = stored.map(({ key }) => key);

let bench: Bench;
const running: Collecting[] = [];
beforeAll(async () => {
  // A damaged counter grants nothing until its minute is over.
  bench = await openBench({ pairs, retention: { klines: 50, trades: 1000 } }, { at: turn - 20_000 });
  running.push(await bench.start(names.filter((name) => !name.startsWith('klines'))));
  running.push(await bench.start(names.filter((name) => name.startsWith('klines'))));
});
afterAll(() => bench.close());

/** All that is stored is right, and as fresh as it should be. */
async function isWell(): Promise<true> {
  const now = bench.simulator.now();
  const { listings, clock, limits, foreign, pause, source, reports } = await readBookkeeping(bench.store, account, now);
  expect([...listings].map(([code, { status }]) => [code, status]).sort()).toEqual(
    pairs.map((code) => [code, 'TRADING']),
  );
  expect(clock?.uncertainty).toBeGreaterThan(0);
  expect([limits.weightPerMinute, foreign, pause, source]).toEqual([6000, 0, null, 'simulator']);
  expect([...reports.keys()].sort()).toEqual([...names].sort());
  for (const { plannedWeight, period, rung } of reports.values()) {
    expect([Number.isFinite(plannedWeight), period, rung]).toEqual([true, expect.any(Number), 1]);
  }
  const metas = await readMetas(bench.store, keys);
  const ages = stored.map(({ key, everyMs }, index) => ({ key, everyMs, age: now - (metas[index]?.asOf ?? 0) }));
  expect(ages.filter(({ everyMs, age }) => age > everyMs + 2_000)).toEqual([]);
  expect(await readUsedWeight(bench.store, account, now)).toEqual(expect.any(Number));
  expect(bench.store.damage.list()).toEqual([]);
  return true;
}

const scan = async () => {
  const [, found] = await bench.store.redis.scan('0', 'COUNT', 10_000);
  return found.sort();
};

/** Each key another way. */
async function damage(key: string, way: number): Promise<void> {
  const { redis } = bench.store;
  const type = await redis.type(key);
  const text =
    ['{}', '{"weightPerMinute":1e999}', 'NaN', '[null,"x"]', '', '{"until":"soon","status":1'][way % 6] ?? '';
  if (type === 'hash' && way % 2 === 0) {
    for (const field of await redis.hkeys(key)) await redis.hset(key, field, text);
  } else if (type === 'zset' && way % 2 === 0) {
    const newest = await redis.zrevrange(key, 0, 5, 'WITHSCORES');
    await redis.zremrangebyrank(key, -5, -1);
    for (let index = 0; index < 10; index += 2) await redis.zadd(key, newest[index + 1] ?? '1', `${text}${index}`);
    await redis.zadd(key, '+inf', text);
  } else if (type === 'string') {
    await redis.set(key, text);
  } else {
    await redis.del(key);
    await redis.rpush(key, text);
  }
}

it('whatever happens to each key that is stored, nothing ends, nothing is overspent, and all is as before within a minute', async () => {
  await eventually(isWell);
  await bench.store.redis.set('collector:pause:local:spot', '{"status":418,"un', 'PX', 2_000);
  // What is mended meanwhile may have another type by then.
  for (const [index, key] of (await scan()).entries())
    await damage(key, index).catch((error: unknown) => isWrongType(error) || Promise.reject(error));
  await bench.store.redis.pexpire('collector:pause:local:spot', 2_000);
  await bench.store.redis.set('collector:limits:spot', '{}');
  await eventually(isWell, 100_000);
  expect(running.flatMap(({ fatal }) => fatal)).toEqual([]);
  const { byStatus, maxWeightInMinute } = bench.simulator.stats();
  expect(Object.keys(byStatus)).toEqual(['200']);
  expect(maxWeightInMinute).toBeLessThanOrEqual(BUDGET);
  const said = running
    .flatMap(({ lines }) => lines)
    .filter((line) => /collector:limits:spot in Redis is damaged/.test(line));
  expect(said).toHaveLength(2);
});
