import { dataKey } from '../../../store/redis/keys.ts';
import { readGaps } from '../../../store/values/gaps.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { openBench } from './collecting.ts';

const HOUR = 3_600_000;
/** From then on the simulator's BTCUSDT has a trade at least every three seconds: at other times none may come for a minute. */
const BUSY_MINUTE = Date.UTC(2026, 5, 22, 12, 31);
const collectors = ['pair-info', 'trades', 'klines-1'];
const trades = dataKey('spot', 'btcusdt', 'trades');
const candles = dataKey('spot', 'btcusdt', 'klines', 1);

async function open(atEnd: AtEnd) {
  const bench = await openBench(
    { pairs: ['btcusdt'], retention: { klines: 2000, trades: 5000 } },
    { isRealTime: true },
  );
  atEnd(() => bench.close());
  /** Scores of a series, oldest first. */
  async function scores(key: string): Promise<number[]> {
    const { rows } = await readSeries(bench.store, key, { offset: 0 }, 10_000);
    return rows.map((row) => Number(JSON.parse(row)[0])).reverse();
  }
  const isFresh = (key: string) =>
    eventually(async () => {
      const asOf = Number(await bench.store.redis.hget(`${key}:meta`, 'asOf'));
      return Math.abs(bench.simulator.now() - asOf) < 2_000;
    });

  /** Nothing runs while the exchange goes on for so long. Resolves to the newest trade of before, 0 where trades are not collected. */
  async function outage(lengthMs: number, names = collectors): Promise<number> {
    const keys = [candles, ...(names.includes('trades') ? [trades] : [])];
    const running = await bench.start(names);
    await Promise.all(keys.map(isFresh));
    await running.stop();
    const newest = (await scores(trades)).at(-1) ?? 0;
    await bench.letPass(lengthMs);
    await bench.start(names);
    await Promise.all(keys.map(isFresh));
    return newest;
  }

  /** All of a series is there, without a hole. */
  async function isWhole(key: string, step: number, rows: number): Promise<void> {
    await eventually(async () => {
      const found = await scores(key);
      expect(found.length).toBeGreaterThanOrEqual(rows);
      expect(found).toEqual(found.map((_, index) => (found[0] ?? 0) + index * step));
    });
  }
  return { bench, scores, isFresh, outage, isWhole, gapsOf: (worker: string) => readGaps(bench.store, worker) };
}

it.concurrent(
  'the newest trades come first, those that were missed afterwards; both are on record',
  inWorld(open, async ({ outage, isWhole, gapsOf }) => {
    const before = await outage(2.5 * HOUR);
    await isWhole(trades, 1, 2_000);
    await isWhole(candles, 60_000, 2_000);
    const missed = { code: 'btcusdt', cause: 'collector-down', state: 'filled', left: null };
    await eventually(async () => {
      const [gap] = (await gapsOf('trades')).toSorted((a, b) => a.from - b.from);
      expect(gap).toMatchObject({ ...missed, from: before + 1 });
      expect(gap?.rows).toBe((gap?.to ?? 0) - (gap?.from ?? 0) + 1);
      expect((await gapsOf('klines-1'))[0]).toMatchObject(missed);
    });
  }),
);

it.concurrent(
  'what no reply brings is filled page by page; what retention would not keep has expired',
  inWorld(open, async ({ outage, isWhole, gapsOf }) => {
    const before = await outage(20 * HOUR);
    await isWhole(candles, 60_000, 2_000);
    await isWhole(trades, 1, 5_000);
    const [candleGap] = (await gapsOf('klines-1')).filter(({ rows }) => rows < 1000);
    expect(candleGap).toMatchObject({ cause: 'collector-down', state: 'filled' });
    const tradeGaps = (await gapsOf('trades')).toSorted((a, b) => a.from - b.from);
    expect(tradeGaps[0]).toMatchObject({ from: before + 1, state: 'expired', rows: 0, left: null });
    const filled = tradeGaps.filter(({ cause, rows }) => cause === 'collector-down' && rows > 1000);
    expect(filled).toMatchObject([{ state: 'filled', left: null }]);
  }),
);

it.concurrent(
  'goes on filling where a process that ended has left off',
  inWorld(open, async ({ bench, outage, isWhole, gapsOf }) => {
    const before = await outage(20 * HOUR, ['pair-info', 'klines-1']);
    expect(before).toBe(0);
    const asked = () => bench.simulator.stats().byPath['/api/v3/klines'] ?? 0;
    await eventually(async () => (await gapsOf('klines-1')).some(({ left }) => left !== null) || asked() > 3);
    await bench.stopAll();
    await bench.start(collectors);
    await isWhole(candles, 60_000, 2_000);
    expect((await gapsOf('klines-1')).every(({ state }) => state === 'filled')).toBe(true);
  }),
);

it.concurrent(
  'what came while the exchange was down is on record, though all of it came afterwards',
  inWorld(open, async ({ bench, scores, isFresh, gapsOf }) => {
    bench.simulator.setClockOffset(BUSY_MINUTE - bench.clocks.wall());
    await bench.start(collectors);
    await Promise.all([isFresh(trades), isFresh(candles)]);
    bench.simulator.inject({ kind: 'status', status: 503, forMs: 8_000 });
    const [gap] = await eventually(async () => {
      const found = await gapsOf('trades');
      return found.length > 0 && found;
    });
    expect(gap).toMatchObject({ code: 'btcusdt', cause: 'exchange-down', state: 'filled', left: null });
    const ids = await scores(trades);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
    expect(gap?.rows).toBe((gap?.to ?? 0) - (gap?.from ?? 0) + 1);
  }),
);

it.concurrent(
  'rows that Redis has lost are found by looking, and fetched',
  inWorld(open, async ({ bench, scores, isWhole, gapsOf }) => {
    const running = await bench.start(collectors);
    await isWhole(candles, 60_000, 2_000);
    await running.stop();
    const opens = await scores(candles);
    await bench.store.redis.zremrangebyscore(candles, opens[700] ?? 0, opens[707] ?? 0);
    await bench.start(collectors);
    await isWhole(candles, 60_000, 2_000);
    await eventually(async () => {
      expect(await gapsOf('klines-1')).toMatchObject([
        { from: opens[700], to: opens[707], cause: 'unknown', state: 'filled', rows: 8 },
      ]);
    });
  }),
);
