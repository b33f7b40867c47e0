import { startRedisServer } from '../../../scripts/redis/redisServer.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { openBench } from './collecting.ts';

const key = dataKey('spot', 'btcusdt', 'price');
const feeds = ['pair-info', 'price'];

async function open(atEnd: AtEnd) {
  const bench = await openBench({ pairs: ['btcusdt'] });
  atEnd(() => bench.close());
  const ofPrice = async (field: string) => Number(await bench.store.redis.hget(`${key}:meta`, field));
  return {
    bench,
    fence: () => ofPrice('fence'),
    isFresh: () => eventually(async () => bench.simulator.now() - (await ofPrice('asOf')) < 1_500),
  };
}

it.concurrent(
  'of two instances one polls, and the other takes over when it stops',
  inWorld(open, async ({ bench, fence, isFresh }) => {
    const first = await bench.start(feeds);
    await isFresh();
    await bench.start(feeds);
    const polls = () => bench.simulator.stats().byPath['/api/v3/ticker/price'] ?? 0;
    const pollsBefore = polls();
    const startedAt = bench.clocks.monotonic();
    await eventually(() => polls() >= pollsBefore + 5);
    // Two that polled would have needed half the time.
    expect(bench.clocks.monotonic() - startedAt).toBeGreaterThan(2_900);
    const before = await fence();
    await first.stop();
    expect(first.lines.filter((line) => / (warn|error) /.test(line))).toEqual([]);
    await isFresh();
    await eventually(async () => (await fence()) > before);
  }),
);

it.concurrent(
  'refuses to mix data of two exchanges, naming both and the way out',
  inWorld(open, async ({ bench }) => {
    await bench.store.redis.hset('collector:source', 'spot', 'binance');
    const collecting = await bench.start(feeds);
    await eventually(() => collecting.fatal.length > 0);
    expect(collecting.fatal[0]?.message).toMatch(/comes from binance, but .* answers as simulator: .*npm run clear/);
    expect(await bench.store.redis.exists(key)).toBe(0);
  }),
);

it.concurrent(
  'sends nothing while Redis is away, and goes on when it is back, empty as it may be',
  inWorld(open, async ({ bench, isFresh }) => {
    const collecting = await bench.start(feeds);
    await isFresh();
    await bench.test.server.kill();
    await eventually(() => collecting.lines.some((line) => line.includes('redis.sock is lost')));
    const { requests } = bench.simulator.stats();
    const until = bench.clocks.monotonic() + 2_000;
    await eventually(() => bench.clocks.monotonic() > until);
    expect(bench.simulator.stats().requests).toBeLessThanOrEqual(requests + 1);
    expect(collecting.lines.filter((line) => line.includes('redis.sock is lost'))).toHaveLength(1);
    const again = await startRedisServer({ directory: bench.test.directory });
    await eventually(() => bench.store.isUp());
    await isFresh();
    expect(collecting.lines.filter((line) => line.includes('redis.sock is lost'))).toHaveLength(1);
    await again.stop();
  }),
);
