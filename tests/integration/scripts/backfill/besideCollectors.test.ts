import { setTimeout as wait } from 'node:timers/promises';
import { startApi } from '../../../../api/start.ts';
import { run as status } from '../../../../scripts/commands/status.ts';
import { freePort } from '../../../../scripts/processes/freePort.ts';
import { startRedisServer } from '../../../../scripts/redis/redisServer.ts';
import { deliveredKey } from '../../../../store/redis/keys.ts';
import { eventually } from '../../../eventually.ts';
import { type BackfillWorld, openBackfillWorld } from './backfillWorld.ts';

const DAY = 24 * 3_600_000;
const PATIENCE_MS = 180_000;

const content = { pairs: ['btcusdt'], klines: { intervals: [1] }, retention: { klines: 6000, trades: 1000 } };

let world: BackfillWorld;
afterEach(() => world.close());

/** Collectors that keep little, and then CONFIG.json lets them keep more: what is older is there for a backfill. */
async function openCollected(retention = 6000): Promise<void> {
  world = await openBackfillWorld({ ...content, retention: { klines: 100, trades: 1000 } });
  await world.bench.start(['klines-1', 'pair-info', 'price']);
  await eventually(async () => (await count()) >= 99);
  world.bench.edit({ ...content, retention: { klines: retention, trades: 1000 } });
}

const count = async (): Promise<number> => (await world.stored('klines-1', 'btcusdt')).length;

/** Answers take so long that there is a middle in which something can happen, ms. */
const slow = (delayMs = 500): unknown => world.bench.simulator.inject({ kind: 'delay', delayMs, path: 'klines' });

/** Waits until some of it is stored. */
const middle = (): Promise<unknown> => eventually(async () => (await count()) > 1500);

test(
  'a ban in the middle: collectors and backfill sit it out, and nobody asks meanwhile',
  async () => {
    await openCollected();
    const lines: string[] = [];
    const from = world.bench.simulator.now() - 4 * DAY;
    slow();
    const filling = world.fill('--days 4', { lines });
    await middle();
    world.bench.simulator.clearFaults();
    world.bench.simulator.inject({ kind: 'status', status: 418, retryAfter: 5, path: 'klines', times: 1 });
    expect((await filling).failures).toEqual([]);
    await world.expectTruth('klines-1', 'btcusdt', from);
    expect(world.bench.simulator.stats().byStatus['418']).toBe(1);
  },
  PATIENCE_MS,
);

test(
  'all connections to Redis break in the middle: nothing is left out',
  async () => {
    await openCollected();
    const from = world.bench.simulator.now() - 4 * DAY;
    slow();
    const filling = world.fill('--days 4');
    await middle();
    for (const _ of [1, 2, 3]) {
      await world.bench.store.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no').catch(() => undefined);
      await wait(700);
    }
    expect((await filling).failures).toEqual([]);
    await world.expectTruth('klines-1', 'btcusdt', from);
  },
  PATIENCE_MS,
);

test(
  'Redis is killed in the middle and away for 20 s: what it has lost is fetched again',
  async () => {
    await openCollected();
    const { bench } = world;
    await bench.store.redis.config('SET', 'appendonly', 'yes');
    await eventually(async () => /aof_rewrite_in_progress:0/.test(await bench.store.redis.info('persistence')));
    const from = bench.simulator.now() - 4 * DAY;
    slow();
    const filling = world.fill('--days 4');
    await middle();
    await bench.test.server.kill();
    await wait(20_000);
    const again = await startRedisServer({ directory: bench.test.directory, appendOnly: true });
    try {
      expect((await filling).failures).toEqual([]);
      await world.expectTruth('klines-1', 'btcusdt', from);
      expect(await bench.store.redis.exists(deliveredKey('klines-1'))).toBe(0);
      await bench.stopAll();
    } finally {
      await again.stop();
    }
  },
  PATIENCE_MS,
);

test(
  'kill -9 after some rows: the same command goes on, and leaves no hole',
  async () => {
    await openCollected();
    const from = world.bench.simulator.now() - 4 * DAY;
    slow();
    const first = world.start('--days 4');
    await middle();
    first.child.kill('SIGKILL');
    expect(await first.ended).toBeNull();
    const there = await count();
    expect(there).toBeLessThan(4 * 1440);
    world.bench.simulator.clearFaults();
    const second = world.start('--days 4');
    expect([await second.ended, second.said()]).toEqual([0, expect.stringMatching(/rows added to 1 series/)]);
    await world.expectTruth('klines-1', 'btcusdt', from);
    expect(await world.bench.store.redis.exists(deliveredKey('klines-1'))).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'collectors end in the middle, and others begin later: rows go to whoever may store them',
  async () => {
    await openCollected();
    const from = world.bench.simulator.now() - 4 * DAY;
    slow();
    const filling = world.fill('--days 4');
    await middle();
    await world.bench.stopAll();
    const there = await count();
    await eventually(async () => (await count()) > there + 1000);
    await world.bench.start(['klines-1', 'pair-info', 'price']);
    expect((await filling).failures).toEqual([]);
    await world.expectTruth('klines-1', 'btcusdt', from);
    expect(await world.bench.store.redis.exists(deliveredKey('klines-1'))).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'who collects dies with pages that he has not taken: the backfill stores them itself',
  async () => {
    world = await openBackfillWorld(content);
    const { redis } = world.bench.store;
    const from = world.bench.simulator.now() - 4 * DAY;
    slow();
    const filling = world.fill('--days 4');
    await middle();
    await redis.hset('collector:lease:klines-1', { holder: 'elsewhere|boot|7|1|', until: Date.now() + 1_000 });
    await eventually(async () => (await redis.zcard(deliveredKey('klines-1'))) > 0);
    expect((await filling).failures).toEqual([]);
    await world.expectTruth('klines-1', 'btcusdt', from);
    expect(await redis.exists(deliveredKey('klines-1'))).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'CONFIG.json keeps less in the middle: it is said, and what is kept has no hole',
  async () => {
    await openCollected();
    // So long that it is not over before the edit is taken.
    slow(2_000);
    const filling = world.fill('--days 4');
    await middle();
    world.bench.edit({ ...content, retention: { klines: 1200, trades: 1000 } });
    expect((await filling).failures).toEqual([
      'spot btcusdt klines 1: CONFIG.json was edited meanwhile, and not all of the rows are kept: run it again',
    ]);
    await eventually(async () => (await count()) <= 1300);
    await world.expectTruth('klines-1', 'btcusdt', world.bench.simulator.now() - 1100 * 60_000);
  },
  PATIENCE_MS,
);

test(
  'a process for each collector, of both markets: each takes what is its own',
  async () => {
    const usdm = { pairs: ['linkusdt'], klines: { intervals: [5] }, retention: { klines: 100 } };
    world = await openBackfillWorld({ ...content, retention: { klines: 100, trades: 1000 }, usdm });
    const each = ['klines-1', 'pair-info', 'usdm-klines-5', 'usdm-pair-info'];
    const processes = await Promise.all(each.map((name) => world.bench.start([name])));
    await eventually(async () => (await count()) >= 99);
    await eventually(async () => (await world.stored('usdm-klines-5', 'linkusdt')).length >= 99);
    world.bench.edit({ ...content, usdm: { ...usdm, retention: { klines: 2000 } } });
    const from = world.bench.simulator.now() - 4 * DAY;
    expect((await world.fill('--days 4')).failures).toEqual([]);
    await world.expectTruth('klines-1', 'btcusdt', from);
    await world.expectTruth('usdm-klines-5', 'linkusdt', from);
    expect(processes.flatMap(({ fatal }) => fatal)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'npm run status tells how far it is',
  async () => {
    await openCollected();
    const port = await freePort();
    const api = await startApi({
      env: { ...world.bench.env, API_PORT: String(port) },
      onFatal: (error) => {
        throw error;
      },
    });
    const said: string[] = [];
    const show = jest.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
    try {
      slow(1_000);
      const filling = world.fill('--days 4');
      await middle();
      await eventually(async () => {
        said.length = 0;
        await status(['--url', `http://127.0.0.1:${port}`]);
        expect(said.join('\n')).toMatch(
          /^backfill of 4 days: [1-9]\d?%, 0 of 1 series done, \d+ rows.* · spot btcusdt klines 1$/m,
        );
      });
      await filling;
      await eventually(async () => {
        said.length = 0;
        await status(['--url', `http://127.0.0.1:${port}`]);
        return !said.join('\n').includes('backfill');
      });
    } finally {
      show.mockRestore();
      await api.stop();
    }
  },
  PATIENCE_MS,
);
