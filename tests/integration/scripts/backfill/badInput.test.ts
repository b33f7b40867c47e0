import { trades } from '../../../../exchanges/binance/spot/feeds/trades.ts';
import { readStored } from '../../../../scripts/backfill/openSeries.ts';
import { takeSeat } from '../../../../scripts/backfill/seat.ts';
import { backfillKey, dataKey, deliveredKey } from '../../../../store/redis/keys.ts';
import { readBackfill, writeBackfill } from '../../../../store/reports/backfill.ts';
import { deliver, readDelivered } from '../../../../store/values/delivered.ts';
import { configOf } from '../../../configOf.ts';
import { type BackfillWorld, openBackfillWorld } from './backfillWorld.ts';

let world: BackfillWorld;

beforeAll(async () => {
  world = await openBackfillWorld({
    pairs: ['btcusdt'],
    usdm: { pairs: ['linkusdt'], klines: { intervals: [5] } },
    klines: { intervals: [1, 60] },
    retention: { klines: 1500, trades: 1000 },
  });
}, 60_000);
afterAll(() => world.close());
afterEach(() => world.bench.simulator.clearFaults());

test.each([
  ['', /^--days is missing; usage: npm run backfill/],
  ['--days 0', /^--days must be a whole number from 1 to 3650 \(got "0"\)/],
  ['--days -3', /days/],
  ['--days=-3', /^--days must be a whole number from 1 to 3650 \(got "-3"\)/],
  ['--days 100000', /^--days must be .* \(got "100000"\)/],
  ['--days 1.5', /^--days must be /],
  ['--days 3 --market coinm', /^--market must be one of spot, usdm \(got "coinm"\)/],
  ['--days 3 --feed nosuch', /^spot and usdm has no feed nosuch: there are /],
  ['--days 3 --feed price', /^price is one newest value and has no older rows: series are /],
  ['--days 3 --feed klines,,', /^--feed must be names with commas/],
  ['--days 3 --interval 7', /^candles of 7 minutes are not collected by CONFIG.json: of klines those of 1, 60, 5 are/],
  ['--days 3 --interval x', /^--interval must be a whole number/],
  [
    '--days 3 --code nosuchusdt',
    /^nosuchusdt is not collected: it is not in pairs \(btcusdt\) nor in usdm.pairs \(linkusdt\)/,
  ],
  ['--days 3 --market usdm --code btcusdt', /^btcusdt is not collected: it is not in usdm.pairs/],
  ['--days 3 --market usdm --feed klines-mark', /^klines-mark is not collected by CONFIG.json/],
  ['--days 3 --market usdm --feed liquidations', /^liquidations/],
  ['--days 3 --nosuch', /nosuch/],
])('%s: one line says what is wrong', async (args, message) => {
  const filling = (async () => world.fill(args))();
  await expect(filling).rejects.toThrow(message);
  await expect(filling).rejects.toMatchObject({ name: 'StartError' });
  expect(await world.stored('klines-1', 'btcusdt')).toEqual([]);
});

test('what retention would trim is refused before anything is fetched: the setting and the memory are named', async () => {
  const before = world.bench.simulator.stats().byPath['/api/v3/klines'] ?? 0;
  await expect(world.fill('--days 30 --code btcusdt')).rejects.toThrow(
    /^nothing is fetched: retention would trim it at once. retention.klines is 1500, and 30 days of spot btcusdt klines 1 are 4320[01] rows: set it to 43700 in CONFIG.json, which then holds for all series of klines: up to \d+ MB of Redis$/,
  );
  await expect(world.fill('--days 3000 --code btcusdt --interval 1')).rejects.toThrow(
    /more than the 1000000 that can be kept: choose fewer days/,
  );
  await expect(world.fill('--days 1 --feed trades --code btcusdt')).rejects.toThrow(
    /retention.trades is 1000, and 1 days of spot btcusdt trades are \d+ rows/,
  );
  await expect(world.fill('--days 5 --code linkusdt --market usdm')).rejects.toThrow(/usdm.retention.klines is 1000/);
  expect(world.bench.simulator.stats().byPath['/api/v3/klines'] ?? 0).toBe(before);
  expect(await readBackfill(world.bench.store)).toBeNull();
}, 60_000);

test('of two backfills the second is refused', async () => {
  const { store } = world.bench;
  const seat = await takeSeat(
    store,
    () => ({ pid: 1, startedAt: 0, at: 0, days: 1, series: 1, done: 0, rows: 0, part: 0, now: '', waitsFor: '' }),
    () => undefined,
  );
  // The same process holds both: another serial tells them apart, so a foreign holder is written by hand.
  await store.redis.hset('collector:lease:backfill', { holder: 'elsewhere|boot|7|1|', until: Date.now() + 2_000 });
  await expect(world.fill('--days 1 --code btcusdt --interval 1')).rejects.toThrow(
    /^another backfill runs \(process 7 of elsewhere\): wait for it/,
  );
  await seat.leave();
  await store.redis.del('collector:lease:backfill', backfillKey);
});

test('days before the listing: what there is is fetched, and said', async () => {
  const lines: string[] = [];
  world.bench.edit({ pairs: ['btcusdt', 'pepeusdt'], klines: { intervals: [1440] }, retention: { klines: 3700 } });
  const { failures } = await world.fill('--days 3650 --interval 1440 --code pepeusdt', { lines });
  expect(failures).toEqual([]);
  const rows = await world.stored('klines-1440', 'pepeusdt');
  expect(JSON.parse(rows[0] ?? '[]')[0]).toBe(Date.UTC(2023, 4, 5));
  expect(lines.at(-1)).toMatch(/ rows added \(the exchange has nothing before 2023-05-05 00:00:00 UTC\)$/);
  expect((await world.fill('--days 3650 --interval 1440 --code pepeusdt')).rows).toBe(0);
}, 60_000);

test('a pair that the exchange does not know any more is said, and the others are filled', async () => {
  world.bench.edit({
    pairs: ['solusdt', 'adausdt'],
    klines: { intervals: [60] },
    retention: { klines: 100, trades: 50_000 },
  });
  world.bench.simulator.delist('SOLUSDT');
  try {
    const lines: string[] = [];
    const { failures } = await world.fill('--days 1 --feed klines,trades', { lines });
    expect(failures.toSorted()).toEqual([
      expect.stringMatching(/^spot solusdt klines 60: the exchange refuses it: .*-1121/),
      expect.stringMatching(/^spot solusdt trades: the exchange refuses it: .*-1121/),
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^spot solusdt klines 60: the exchange refuses it: /));
    expect((await world.stored('klines-60', 'adausdt')).length).toBeGreaterThanOrEqual(23);
    expect((await world.stored('trades', 'adausdt')).length).toBeGreaterThan(0);
    expect((await world.fill('--days 1 --feed trades --code solusdt')).failures).toHaveLength(1);
  } finally {
    world.bench.simulator.relist('SOLUSDT');
  }
}, 60_000);

test('Ctrl-C ends it at once; what is stored has no hole, and the next call goes on', async () => {
  world.bench.edit({ pairs: ['ethusdt'], klines: { intervals: [1] }, retention: { klines: 4500 } });
  const stopped = new AbortController();
  world.bench.simulator.inject({ kind: 'status', status: 500, path: 'klines', times: 1 });
  const filling = world.fill('--days 3', { signal: stopped.signal });
  setTimeout(() => stopped.abort(), 1_500);
  await filling.catch((error: Error) => expect(error.name).toBe('AbortError'));
  expect(await readBackfill(world.bench.store)).toBeNull();
  const { failures } = await world.fill('--days 3');
  expect(failures).toEqual([]);
  const times = (await world.stored('klines-1', 'ethusdt')).map((member) => Number(JSON.parse(member)[0]));
  expect(times.length).toBeGreaterThanOrEqual(3 * 1440 - 2);
  expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) === 60_000)).toBe(true);
}, 60_000);

test('a ban in the middle is sat out, one that lasts longer than patience ends it', async () => {
  const lines: string[] = [];
  world.bench.edit({ pairs: ['bnbusdt'], klines: { intervals: [5] }, retention: { klines: 4500 } });
  world.bench.simulator.inject({ kind: 'status', status: 418, retryAfter: 4, path: 'klines', times: 1 });
  expect((await world.fill('--days 3', { lines })).failures).toEqual([]);
  expect(lines).toContainEqual(expect.stringMatching(/^spot bnbusdt klines 5: waits \d+ s: .*418/));
  world.bench.simulator.inject({ kind: 'status', status: 418, retryAfter: 30, path: 'klines', times: 1 });
  await expect(world.fill('--days 6', { patienceMs: 5_000 })).rejects.toThrow(/418.*: try again in 1 minute$/);
  await world.bench.store.redis.del('collector:pause:local:spot');
}, 60_000);

test('what stands in Redis is checked: a damaged page is removed, a damaged report is none', async () => {
  const { store } = world.bench;
  const page = { code: 'btcusdt', kind: 'candles', asOf: 1, source: 'simulator' };
  await store.redis.zadd(
    deliveredKey('klines-1'),
    1,
    'no page',
    2,
    JSON.stringify({ ...page, members: ['[2]', '[1]'] }),
  );
  await deliver(store, 'klines-1', 3, { ...page, members: ['[1]', '[2]'] });
  expect((await readDelivered(store, 'klines-1', 9)).map(({ rows }) => rows.map(({ score }) => score))).toEqual([
    [1, 2],
  ]);
  expect(await store.redis.zcard(deliveredKey('klines-1'))).toBe(1);
  await store.redis.set(backfillKey, '{"pid":"x"}');
  expect(await readBackfill(store)).toBeNull();
  await writeBackfill(store, {
    pid: 1,
    startedAt: 1,
    at: 2,
    days: 1,
    series: 1,
    done: 0,
    rows: 0,
    part: 0.5,
    now: '',
    waitsFor: '',
  });
  expect(await readBackfill(store)).toMatchObject({ part: 0.5 });
  await store.redis.del(backfillKey, deliveredKey('klines-1'));
});

test('where the lowest trade is damaged, the time of the lowest that can be read counts', async () => {
  const { store } = world.bench;
  const key = dataKey('spot', 'btcusdt', 'trades');
  const feed = trades(configOf({ pairs: ['btcusdt'] }).feeds.trades);
  const time = Date.UTC(2026, 10, 1);
  const row = (id: number) => `[${id},"1","1",${id},${id},${time + id},0,0]`;
  await store.redis.zadd(key, 3_000_000_000, 'damaged', 3_000_000_001, row(1).replace('[1,', '[3000000001,'));
  expect(await readStored(store, key, feed)).toMatchObject({ oldest: 3_000_000_001, oldestTime: time + 1 });
  await store.redis.del(key);
});

test('stored trades of another source: nothing is fetched, and one line says why', async () => {
  const { store } = world.bench;
  const other = { pairs: ['xrpusdt'], klines: { intervals: [60] }, retention: { trades: 50_000 } };
  world.bench.edit({ ...other, feeds: { trades: { source: 'trades' } } });
  expect((await world.fill('--days 1 --feed trades')).failures).toEqual([]);
  const before = await world.stored('trades', 'xrpusdt');
  world.bench.edit(other);
  const filling = world.fill('--days 2 --feed trades');
  await expect(filling).rejects.toThrow(
    /^spot:\{xrpusdt\}:trades holds trades, and CONFIG.json asks for aggTrades \(feeds.trades.source\): run the collectors/,
  );
  await expect(filling).rejects.toMatchObject({ name: 'StartError' });
  expect(await world.stored('trades', 'xrpusdt')).toEqual(before);
  await store.redis.del(dataKey('spot', 'xrpusdt', 'trades'));
});
