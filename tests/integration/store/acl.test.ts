import { readFileSync } from 'node:fs';
import { endpoints as spotEndpoints } from '../../../exchanges/binance/spot/endpoints.ts';
import { klines } from '../../../exchanges/binance/spot/feeds/klines.ts';
import { openCallerGate } from '../../../gateway/callers/openCallerGate.ts';
import { collectors, markets, rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { requestOf } from '../../../model/endpoint.ts';
import { missingOf } from '../../../scripts/backfill/missingOf.ts';
import { readStored } from '../../../scripts/backfill/openSeries.ts';
import { storedCodes } from '../../../scripts/export/storedCodes.ts';
import { createStoredSource } from '../../../scripts/history/storedSource.ts';
import { createSimulator } from '../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { unknownMarket } from '../../../store/market/marketState.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readBackfill, removeBackfill, writeBackfill } from '../../../store/reports/backfill.ts';
import { readBookkeeping, readRedisMemory } from '../../../store/reports/health.ts';
import { followChanges } from '../../../store/values/changes.ts';
import { countDelivered, deliver, readDelivered, removeDelivered } from '../../../store/values/delivered.ts';
import { countOpenGaps, findHoles, type Gap, MOST_GAPS, readGaps, writeGaps } from '../../../store/values/gaps.ts';
import { forgetPair, readKnownPairs, rememberPair } from '../../../store/values/knownPairs.ts';
import { readHolder } from '../../../store/values/lease.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { readSeries, writeSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

/** The rules of docs/data-model.md, by user. */
const rules = new Map(
  readFileSync('docs/data-model.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('ACL SETUSER '))
    .map((line) => line.split(' ').slice(2))
    .map(([user = '', ...rest]) => [user, rest]),
);

let test: TestStore;
const opened: Store[] = [];
const closers: (() => void)[] = [];
/** A store whose connection has the rights of a documented user. */
async function openAs(user: string): Promise<Store> {
  const rest = rules.get(user) ?? [];
  await test.store.redis.call('ACL', 'SETUSER', user, ...rest);
  const password = rest.find((rule) => rule.startsWith('>'))?.slice(1);
  const url = test.server.url.replace('redis://', `redis://${user}:${password}@`);
  const store = await connectStore({ url, db: 2, name: user, log: test.log });
  opened.push(store);
  return store;
}
beforeAll(async () => {
  test = await openTestStore({ port: 0 });
});
afterAll(async () => {
  for (const close of closers) close();
  for (const store of opened) await store.close();
  await test.close();
});

/** The keys of what is announced from now on. */
async function follow(store: Store): Promise<string[]> {
  const keys: string[] = [];
  await new Promise<void>((resolve) => {
    const changes = followChanges(store, test.log, {
      onLive: resolve,
      onLost: () => undefined,
      onChange: ({ key }) => keys.push(key),
    });
    closers.push(() => changes.close());
  });
  return keys;
}

const series = dataKey('spot', 'btcusdt', 'klines', 1);
const write = {
  fence: 7,
  asOf: 5,
  source: 'binance',
  kind: 'candles',
  layout: rowLayoutOf(rowOf('spot', 'klines')),
  retention: 9,
  confirmsNewest: true,
} as const;
const rows = [1, 2, 5].map((score) => ({ score, member: `[${score}]` }));
const gap: Gap = {
  code: 'btcusdt',
  from: 3,
  to: 4,
  cause: 'redis-down',
  state: 'open',
  foundAt: 5,
  changedAt: 5,
  left: 4,
  rows: 0,
};
/** More than a ledger holds. */
const many = Array.from({ length: MOST_GAPS + 1 }, (_, from) => ({ ...gap, from, to: from }));

it('the documented user of the collectors can write, look for holes, keep the ledger and remove a pair', async () => {
  const store = await openAs('collector');
  await rememberPair(store, 'klines-1', 'btcusdt');
  await writeSeries(store, series, rows, write);
  expect(await findHoles(store, series, 1)).toEqual([{ after: 2, before: 5 }]);
  await writeGaps(store, 'klines-1', 7, many);
  await writeGaps(store, 'klines-1', 7, [{ ...gap, code: 'ethusdt' }]);
  expect(await readGaps(store, 'klines-1')).toHaveLength(MOST_GAPS);
  await forgetPair(store, 'klines-1', 'btcusdt', series, 7);
  expect([await readGaps(store, 'klines-1'), await readKnownPairs(store, 'klines-1')]).toEqual([
    [{ ...gap, code: 'ethusdt' }],
    [],
  ]);
});

it('the documented user of the API can read all that it shows, follow what changes, and write nothing', async () => {
  const store = await openAs('market-api');
  const changes = await follow(store);
  await writeSeries(test.store, series, rows, write);
  await eventually(() => changes.length > 0);
  await writeGaps(test.store, 'klines-1', 7, [gap]);
  expect((await readSeries(store, series, { offset: 0 }, 2)).rows).toEqual(['[5]', '[2]']);
  expect(await readMetas(store, [series])).toMatchObject([{ asOf: 5 }]);
  expect(await readGaps(store, 'klines-1')).toContainEqual(gap);
  expect(await countOpenGaps(store, ['klines-1', 'trades'])).toEqual([2, 0]);
  expect((await readRedisMemory(store))?.used).toBeGreaterThan(0);
  expect((await readBookkeeping(store, { market: 'spot', egress: 'local' }, 0)).reports.size).toBe(0);
  // Redis 7.0 and the later ones word it differently.
  const refusal = /permission|can't (?:run this command|access)/i;
  await expect(writeGaps(store, 'klines-1', 9, [{ ...gap, rows: 1 }])).rejects.toThrow(refusal);
  await expect(forgetPair(store, 'klines-1', 'btcusdt', series, 9)).rejects.toThrow(refusal);
  expect(await readGaps(store, 'klines-1')).toContainEqual(gap);
  expect((await readSeries(store, series, { offset: 0 }, 9)).total).toBe(3);
});

it('the documented user of the API has the exchange asked for callers', async () => {
  const store = await openAs('market-api');
  const simulator = await createSimulator();
  const clock = createExchangeClock();
  const gate = openCallerGate({
    ...{ market: 'spot', store, clock, egress: 'local', baseUrl: simulator.url, apiKeys: () => [] },
    log: test.log,
    state: () => ({ ...unknownMarket('spot', markets.spot), reports: new Map() }),
    share: () => 0.9,
    callers: () => ({ share: 0.2, reserve: 0 }),
    listed: async () => null,
  });
  closers.push(gate.close, () => void simulator.close());
  const { path } = spotEndpoints.avgPrice;
  const price = () => gate.fetch(requestOf(spotEndpoints.avgPrice, { symbol: 'BTCUSDT' }), 'somebody');
  expect(await price()).toMatchObject({ status: 200, source: 'simulator' });
  simulator.inject({ kind: 'status', status: 429, retryAfter: 30, path });
  const other = requestOf(spotEndpoints.avgPrice, { symbol: 'ETHUSDT' });
  await expect(gate.fetch(other, 'somebody')).rejects.toMatchObject({ code: 'paused' });
  expect(await test.store.redis.exists('collector:pause:local:spot')).toBe(1);
  await test.store.redis.flushdb();
});

/** What `npm run export` reads of stored candles and trades. */
async function readForExport(store: Store): Promise<unknown[]> {
  const read: unknown[] = [await storedCodes(store, 'spot', { feed: 'klines', interval: '1' })];
  for (const name of ['klines-1', 'trades']) {
    const collector = collectors.find((each) => each.name === name);
    if (collector === undefined) throw new RangeError(name);
    const source = createStoredSource({ store, collector, code: 'btcusdt', patience: { mostMs: 1 } });
    read.push(await source.ends());
    for await (const part of source.read(2, 9)) read.push(part.map(({ score }) => score));
  }
  return [...read, (await readGaps(store, 'klines-1')).length];
}

it.each(['collector', 'market-api'])('the documented user %s can export what is stored', async (user) => {
  const store = await openAs(user);
  await test.store.redis.flushdb();
  await rememberPair(test.store, 'klines-1', 'btcusdt');
  await writeSeries(test.store, series, rows, write);
  const trades = [1, 2, 5].map((id) => ({ score: id + 100, member: `[${id + 100},"1","1",0,0,${id},0,0]` }));
  const layout = rowLayoutOf(rowOf('spot', 'trades'));
  await writeSeries(test.store, dataKey('spot', 'btcusdt', 'trades'), trades, {
    ...{ ...write, layout, kind: layout.kinds[0] ?? '' },
  });
  await writeGaps(test.store, 'klines-1', 7, [gap]);
  const ends = { oldest: 1, newest: 5 };
  expect(await readForExport(store)).toEqual([['btcusdt'], ends, [2, 5], ends, [102, 105], 1]);
});

it('the documented user of the collectors can hand over what a backfill fetches, and take it', async () => {
  const store = await openAs('collector');
  const report = {
    ...{ pid: 1, startedAt: 1, at: 2, days: 1, series: 1, done: 0 },
    rows: 0,
    part: 0,
    now: '',
    waitsFor: '',
  };
  await writeBackfill(store, report);
  expect(await readBackfill(store)).toMatchObject({ at: 2 });
  await removeBackfill(store);
  await deliver(store, 'klines-1', 1, {
    code: 'btcusdt',
    kind: 'candles',
    asOf: 1,
    source: 'simulator',
    members: ['[1]'],
  });
  const [page] = await readDelivered(store, 'klines-1', 4);
  expect([page?.code, await countDelivered(store, 'klines-1'), await readHolder(store, 'klines-1')]).toEqual([
    'btcusdt',
    1,
    '',
  ]);
  await removeDelivered(store, 'klines-1', page?.entry ?? '');
  const feed = klines({}, 1);
  await writeSeries(store, series, rows, write);
  expect(await readStored(store, series, feed)).toMatchObject({ oldest: 1, newest: 5, bytes: null });
  expect(
    await missingOf(store, series, [{ top: { below: 9, until: 9 }, lowest: 1, highest: 5, rows: 3 }], 0),
  ).toBeNull();
});

it('a user without the right to follow is told so once', async () => {
  const store = await openAs('operator');
  void follow(store);
  await eventually(() => test.messages.some((line) => /does not let us follow collector:changes:2/.test(line)));
});
