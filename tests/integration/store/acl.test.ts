import { readFileSync } from 'node:fs';
import { endpoints as spotEndpoints } from '../../../exchanges/binance/spot/endpoints.ts';
import { openCallerGate } from '../../../gateway/callers/openCallerGate.ts';
import { markets, rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { requestOf } from '../../../model/endpoint.ts';
import { createSimulator } from '../../../simulator/createSimulator.ts';
import { createExchangeClock } from '../../../store/market/clock.ts';
import { unknownMarket } from '../../../store/market/marketState.ts';
import { connectStore, type Store } from '../../../store/redis/connect.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readBookkeeping, readRedisMemory } from '../../../store/reports/health.ts';
import { followChanges } from '../../../store/values/changes.ts';
import { countOpenGaps, findHoles, type Gap, MOST_GAPS, readGaps, writeGaps } from '../../../store/values/gaps.ts';
import { forgetPair, readKnownPairs, rememberPair } from '../../../store/values/knownPairs.ts';
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

it('a user without the right to follow is told so once', async () => {
  const store = await openAs('operator');
  void follow(store);
  await eventually(() => test.messages.some((line) => /does not let us follow collector:changes:2/.test(line)));
});
