import { dataKey, listingKey } from '../../../../store/redis/keys.ts';
import { readGaps } from '../../../../store/values/gaps.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { openBench } from '../collecting.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const feedsOf = (...names: readonly string[]) => {
  const all = ['trades', 'high-low', 'book-ticker', 'depth', 'price', 'mark-price', 'funding-rate', 'open-interest'];
  const figures = [
    'open-interest-hist',
    'top-long-short-positions',
    'top-long-short-accounts',
    'long-short-accounts',
    'taker-volume',
    'basis',
  ];
  const off = [...all, ...figures, 'klines', 'pair-info'].filter((feed) => !names.includes(feed));
  return Object.fromEntries(off.map((feed) => [feed, { enabled: false }]));
};

const opening =
  (pairs: readonly string[], names: readonly string[], at: number, isRealTime = false) =>
  async (atEnd: AtEnd) => {
    const usdm = {
      pairs,
      // A page of older rows comes with each turn.
      feeds: { ...feedsOf(...names, 'pair-info'), ...(names.includes('trades') && { trades: { everySeconds: 1 } }) },
      klines: { intervals: [1] },
      retention: { 'funding-rate': 12, klines: 100, 'open-interest-hist': 60, trades: 50_000 },
    };
    const bench = await openBench({ pairs: ['btcusdt'], usdm }, { at, isRealTime });
    atEnd(() => bench.close());
    const workers = ['usdm-pair-info', ...names.map((name) => (name === 'klines' ? 'usdm-klines-1' : `usdm-${name}`))];
    const scores = async (
      feed: 'open-interest' | 'funding-rate' | 'open-interest-hist' | 'klines' | 'trades',
      code = pairs[0] ?? '',
    ) => {
      const key = dataKey('usdm', code, feed, feed === 'klines' ? 1 : undefined);
      const { rows } = await readSeries(bench.store, key, { offset: 0 }, 100_000);
      return rows.map((row) => JSON.parse(row) as (string | number | null)[]);
    };
    const gapsOf = (worker: string) => readGaps(bench.store, worker);
    return { bench, workers, scores, gapsOf };
  };

it.concurrent(
  'after an outage samples are missing for good, and what the exchange keeps has come afterwards',
  inWorld(
    opening(['btcusdt'], ['open-interest', 'open-interest-hist', 'klines'], Date.UTC(2026, 10, 24, 10, 7), true),
    async ({ bench, workers, scores, gapsOf }) => {
      const running = await bench.start(workers);
      await eventually(async () => {
        expect((await scores('open-interest')).length).toBeGreaterThan(0);
        expect(await scores('open-interest-hist')).toHaveLength(60);
        expect((await scores('klines')).length).toBeGreaterThanOrEqual(100);
      });
      await running.stop();
      const [last] = await scores('open-interest');
      await bench.letPass(HOUR);
      await bench.start(workers);
      await eventually(async () => {
        const [newest] = await scores('open-interest');
        expect(Number(newest?.[0])).toBeGreaterThan(Number(last?.[0]) + HOUR / 2);
        const samples = await gapsOf('usdm-open-interest');
        expect(samples).toHaveLength(1);
        expect(samples[0]).toMatchObject({
          ...{ code: 'btcusdt', from: Number(last?.[0]) + 1, cause: 'collector-down', state: 'unfillable', left: null },
        });
        const first = (await scores('open-interest')).findLast(([time]) => Number(time) > Number(last?.[0]));
        expect(samples[0]?.to).toBe(Number(first?.[0]) - 1);
      });
      await eventually(async () => {
        for (const [feed, worker, step] of [
          ['open-interest-hist', 'usdm-open-interest-hist', 5 * MINUTE],
          ['klines', 'usdm-klines-1', MINUTE],
        ] as const) {
          const times = (await scores(feed)).map(([time]) => Number(time));
          expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) - index * step));
          const gaps = await gapsOf(worker);
          expect(gaps[0]).toMatchObject({ cause: 'collector-down', state: 'filled' });
        }
      });
    },
  ),
);

it.concurrent(
  'funding that is paid while it is collected has the interval, and the cap and floor that were seen',
  inWorld(
    opening(['arbusdt'], ['funding-rate'], Date.UTC(2026, 10, 24, 11, 58)),
    async ({ bench, workers, scores }) => {
      await bench.start(workers);
      await eventually(async () => expect((await scores('funding-rate')).length).toBeGreaterThanOrEqual(11));
      for (const row of await scores('funding-rate')) expect(row.slice(3)).toEqual([1, null, null]);
      // It is paid at twelve.
      bench.simulator.setClockOffset(bench.simulator.now() < Date.UTC(2026, 10, 24, 12) ? 4 * MINUTE : HOUR);
      await eventually(async () => {
        const [newest] = await scores('funding-rate');
        expect(Number(newest?.[0])).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 24, 12));
        expect(newest?.slice(3)).toEqual([1, '0.02000000', '-0.02000000']);
      }, 150_000);
    },
  ),
);

it.concurrent(
  'a contract that settles is halted: it is not asked for, not stale for that, and goes on afterwards',
  inWorld(
    opening(['btcusdt', 'ethusdt', 'omgusdt'], ['price', 'klines'], Date.UTC(2026, 10, 24, 10, 7)),
    async ({ bench, workers, gapsOf, scores }) => {
      await bench.start(workers);
      const listing = async (code: string) =>
        JSON.parse((await bench.store.redis.hget(listingKey('usdm'), code)) ?? '{}') as { status?: string };
      await eventually(async () => {
        expect((await scores('klines', 'ethusdt')).length).toBeGreaterThan(90);
        expect(await listing('btcusdt')).toMatchObject({ status: 'TRADING' });
        // Taken off long ago: it is none that anybody lists.
        expect((await listing('omgusdt')).status).not.toBe('TRADING');
      });
      bench.simulator.usdm.setSymbolStatus('ETHUSDT', 'SETTLING');
      await eventually(async () => expect(await listing('ethusdt')).toMatchObject({ status: 'SETTLING' }), 150_000);
      bench.simulator.usdm.setSymbolStatus('ETHUSDT', 'TRADING');
      await eventually(async () => expect(await listing('ethusdt')).toMatchObject({ status: 'TRADING' }), 150_000);
      await eventually(async () => {
        const gaps = (await gapsOf('usdm-klines-1')).filter(({ code }) => code === 'ethusdt');
        expect(gaps.every(({ cause }) => cause === 'not-trading' || cause === 'exchange-gap')).toBe(true);
        const asOf = Number(await bench.store.redis.hget(`${dataKey('usdm', 'ethusdt', 'price')}:meta`, 'asOf'));
        expect(bench.simulator.now() - asOf).toBeLessThan(5_000);
      });
    },
  ),
);

it.concurrent(
  'after three days, which is more than trades are kept, what is stored stays, and what is missing is on record',
  inWorld(
    opening(['tslausdt'], ['trades'], Date.UTC(2026, 10, 20, 10, 7), true),
    async ({ bench, workers, scores, gapsOf }) => {
      const running = await bench.start(workers);
      await eventually(async () => expect((await scores('trades')).length).toBeGreaterThan(1500));
      await running.stop();
      const newestBefore = Number((await scores('trades'))[0]?.[0]);
      await bench.letPass(72 * HOUR);
      const again = await bench.start(workers);
      await eventually(async () => {
        const gaps = (await gapsOf('usdm-trades')).filter(({ from }) => from > newestBefore);
        expect(gaps.filter(({ left }) => left !== null)).toEqual([]);
        // Those of the last two days have come; those before nobody has any more.
        const lost = gaps.find(({ from }) => from === newestBefore + 1);
        expect(lost).toMatchObject({ cause: 'exchange-gap', state: 'unfillable' });
        expect(gaps.find(({ from }) => from > (lost?.to ?? 0))).toMatchObject({ state: 'filled' });
      });
      expect((await gapsOf('usdm-trades')).map(({ cause }) => cause)).not.toContain('begun-anew');
      expect(again.lines.join('\n')).not.toMatch(/begun anew|does not reach up to/);
      const kept = (await scores('trades')).filter(([id]) => Number(id) <= newestBefore);
      expect(kept.length).toBeGreaterThan(1000);
    },
  ),
);

it.concurrent(
  'a contract that is delivered is no longer asked for, and what it has left stays',
  inWorld(
    opening(['btcusdt', 'btcusdt_261225'], ['price', 'klines'], Date.UTC(2026, 11, 25, 7, 57, 30)),
    async ({ bench, workers, scores }) => {
      await bench.start(workers);
      const dated = 'btcusdt_261225';
      const listed = async () =>
        JSON.parse((await bench.store.redis.hget(listingKey('usdm'), dated)) ?? '{}') as { status?: string };
      await eventually(async () => {
        expect(await listed()).toMatchObject({ status: 'TRADING' });
        expect((await scores('klines', dated)).length).toBeGreaterThan(50);
      });
      await eventually(async () => expect((await listed()).status).not.toBe('TRADING'), 150_000);
      const candles = await scores('klines', dated);
      expect(candles.length).toBeGreaterThan(50);
      const asked = bench.simulator.stats().byPath['/fapi/v1/klines'] ?? 0;
      await eventually(() => (bench.simulator.stats().byPath['/fapi/v1/klines'] ?? 0) > asked + 5);
      // The other one goes on.
      const asOf = Number(await bench.store.redis.hget(`${dataKey('usdm', 'btcusdt', 'price')}:meta`, 'asOf'));
      expect(bench.simulator.now() - asOf).toBeLessThan(5_000);
      expect((await scores('klines', dated))[0]?.[0]).toBe(candles[0]?.[0]);
    },
  ),
);

it.concurrent(
  'statistics that the exchange does not answer are asked for seldom: their requests are few, and counted over five minutes',
  inWorld(
    opening(['btcusdt'], ['open-interest-hist'], Date.UTC(2026, 10, 24, 10, 7)),
    async ({ bench, workers, scores }) => {
      const path = '/futures/data/openInterestHist';
      bench.simulator.inject({ kind: 'status', status: 500, path });
      await bench.start(workers);
      const asked = () => bench.simulator.stats().byPath[path] ?? 0;
      await eventually(() => expect(asked()).toBeGreaterThan(0));
      const failedAt = bench.clocks.monotonic();
      await eventually(() => expect(bench.clocks.monotonic() - failedAt).toBeGreaterThan(50_000), 60_000);
      // Again after 5, 10 and 20 s, and next after 40 s.
      expect(asked()).toBe(4);
      bench.simulator.clearFaults();
      await eventually(async () => expect(await scores('open-interest-hist')).toHaveLength(60), 60_000);
    },
  ),
);
