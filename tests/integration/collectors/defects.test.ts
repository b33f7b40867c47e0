import { startApi } from '../../../api/start.ts';
import { feedFactories } from '../../../exchanges/binance/spot/feeds/feeds.ts';
import { readHealth } from '../../../scripts/health/readHealth.ts';
import { freePort } from '../../../scripts/processes/freePort.ts';
import { readGaps } from '../../../store/values/gaps.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, type Collecting, openBench } from './collecting.ts';

/** From then on the simulator's BTCUSDT has a trade at least every three seconds. */
const BUSY_MINUTE = Date.UTC(2026, 5, 22, 12, 31);

let bench: Bench;
let collecting: Collecting;
let isDefective: boolean;
let port: number;
const closers: (() => unknown)[] = [];
const sound = feedFactories.trades;

beforeEach(async () => {
  isDefective = false;
  Object.assign(feedFactories, {
    trades: (...config: Parameters<typeof sound>) => {
      const feed = sound(...config);
      const toRows: typeof feed.toRows = (...args) => {
        if (isDefective) args[0] = undefined as never;
        return feed.toRows(...args);
      };
      return { ...feed, toRows };
    },
  });
  bench = await openBench({ pairs: ['btcusdt'] }, { at: BUSY_MINUTE, isRealTime: true });
  collecting = await bench.start(['pair-info', 'trades']);
  port = await freePort();
  const api = await startApi({
    env: { ...bench.env, API_PORT: String(port) },
    onFatal: (error) => Promise.reject(error),
  });
  closers.push(() => api.stop());
  await isFresh();
});
afterEach(async () => {
  Object.assign(feedFactories, { trades: sound });
  for (const close of closers.splice(0)) await close();
  await bench.close();
});

const isFresh = () =>
  eventually(async () => {
    const asOf = await bench.store.redis.hget('spot:{btcusdt}:trades:meta', 'asOf');
    return bench.simulator.now() - Number(asOf) < 1_500;
  });
async function health() {
  const { status, defects, feeds } = await readHealth(`http://127.0.0.1:${port}`);
  return { status, defects, trades: feeds.find(({ feed }) => feed === 'trades') };
}
const counters = async () => (await bench.report('trades'))?.counters;
const lines = (text: string) => collecting.lines.filter((line) => line.includes(text));

it('a defect is named as one in the log, in /health, in the counters and as the cause of a gap', async () => {
  const before = await counters();
  isDefective = true;
  await eventually(async () => {
    const { status, defects, trades } = await health();
    expect(trades?.lastError).toMatch(/^internal: /);
    expect(defects).toEqual([`trades: ${trades?.lastError}`]);
    expect(['degraded', 'stale']).toContain(status);
    expect((await counters())?.internal).toBeGreaterThan(5);
  });
  isDefective = false;
  await isFresh();
  expect(lines('trades: internal: ')).toHaveLength(1);
  expect(lines('trades: internal: ')[0]).toMatch(
    / error test trades: internal: .+ stack="at .*binance\/tradeSeries\.ts/,
  );
  expect(lines('Redis')).toEqual([]);
  await eventually(() => lines('works again after').length > 0);
  expect((await counters())?.failures).toBe(before?.failures);
  await eventually(async () => {
    const gaps = await readGaps(bench.store, 'trades');
    expect(gaps.map(({ cause }) => cause)).toContain('internal');
  });
});

it('a Redis that freezes is still called Redis', async () => {
  bench.test.server.pause();
  await eventually(() => lines('trades: Redis: Command timed out').length > 0);
  const until = performance.now() + 2_000;
  await eventually(() => performance.now() > until);
  bench.test.server.resume();
  await isFresh();
  expect(lines('internal')).toEqual([]);
  await eventually(async () => expect(await health()).toMatchObject({ defects: [], trades: { lastError: null } }));
  expect((await counters())?.internal).toBe(0);
});
