import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { confirm } from '../../../store/values/confirm.ts';
import { type LatestWrite, writeLatest } from '../../../store/values/latest.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { followAnnouncements } from './announcements.ts';

/** Confirming many keys at once: docs/decisions/0013-order-and-confirmation.md. */

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const T0 = 1_790_000_000_000;
const SECOND = 1_000;
const depth = dataKey('spot', 'btcusdt', 'depth');
const trades = dataKey('spot', 'btcusdt', 'trades');
const writer = { fence: 3, source: 'binance' };

const write = (order: number, asOf: number, options: Partial<LatestWrite> = {}) =>
  writeLatest(test.store, depth, `{"u":${order}}`, { ...writer, asOf, order, isReceived: true, ...options });
const writeTrades = (ids: readonly number[], asOf: number, confirmsNewest = true) =>
  writeSeries(
    test.store,
    trades,
    ids.map((id) => ({ score: id, member: JSON.stringify([id, '10', '1', id, id, T0, false]) })),
    {
      ...{ ...writer, asOf, kind: 'aggTrades', retention: 1000, confirmsNewest },
      layout: rowLayoutOf(rowOf('spot', 'trades')),
    },
  );
const confirmDepth = async (version: number, asOf: number, by = writer) =>
  (await confirm(test.store, [{ key: depth, version, asOf, isSeries: false }], by))[0];
const meta = (key = depth) => test.store.redis.hgetall(metaKey(key));
/** All that is stored. */
const everything = async () => {
  const { redis } = test.store;
  const keys = (await redis.keys('*')).sort();
  return Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key)]));
};

it('moves asOf of values and series and nothing else, and announces it', async () => {
  const { version } = await write(100, T0);
  const { version: tradesVersion } = await writeTrades([1, 2], T0 + 5);
  const before = [await meta(), await meta(trades)];
  const announced = await followAnnouncements(test.store);
  const entries = [
    { key: trades, version: tradesVersion, asOf: T0 + SECOND, isSeries: true },
    { key: depth, version, asOf: T0 + 2 * SECOND, isSeries: false },
  ];
  expect(await confirm(test.store, entries, writer)).toEqual([true, true]);
  expect([await meta(), await meta(trades)]).toEqual([
    { ...before[0], asOf: String(T0 + 2 * SECOND) },
    { ...before[1], asOf: String(T0 + SECOND) },
  ]);
  expect(await announced(2)).toEqual([
    `${trades} ${tradesVersion} ${T0 + SECOND} - 2`,
    `${depth} ${version} ${T0 + 2 * SECOND} -`,
  ]);
});

it('never lowers asOf, and announces only what has risen', async () => {
  const { version } = await write(100, T0 + 50);
  const announced = await followAnnouncements(test.store);
  expect(await confirmDepth(version, T0)).toBe(true);
  expect(await confirmDepth(version, T0 + 50)).toBe(true);
  expect((await meta()).asOf).toBe(String(T0 + 50));
  expect(await confirmDepth(version, T0 + 60)).toBe(true);
  expect(await announced(1)).toEqual([`${depth} ${version} ${T0 + 60} -`]);
});

it('an asOf of an hour ahead was a wrong clock: it does not hold', async () => {
  const { version } = await write(100, T0 + 3_600 * SECOND);
  const announced = await followAnnouncements(test.store);
  expect(await confirmDepth(version, T0)).toBe(true);
  expect((await meta()).asOf).toBe(String(T0));
  expect(await announced(1)).toEqual([`${depth} ${version} ${T0} -`]);
});

it('a time that is none confirms nothing', async () => {
  const { version } = await write(100, T0);
  expect(await confirmDepth(version, Number.NaN)).toBe(false);
  expect(await confirmDepth(version, -1)).toBe(false);
  expect((await meta()).asOf).toBe(String(T0));
});

it('what has changed since the writer looked is not confirmed', async () => {
  const { version } = await write(100, T0);
  const { version: next } = await write(101, T0 + 10);
  expect(next).toBe(version + 1);
  expect(await confirmDepth(version, T0 + SECOND)).toBe(false);
  expect((await meta()).asOf).toBe(String(T0 + 10));
  expect(await confirmDepth(next, T0 + SECOND)).toBe(true);
});

it('a writer that has been replaced confirms nothing; the one that replaces it leaves its fence', async () => {
  const { version } = await write(100, T0);
  expect(await confirmDepth(version, T0 + SECOND, { fence: 4, source: 'binance' })).toBe(true);
  expect(await confirmDepth(version, T0 + 2 * SECOND)).toBe(false);
  expect(await meta()).toMatchObject({ asOf: String(T0 + SECOND), fence: '4' });
  await expect(write(101, T0 + 3 * SECOND)).rejects.toMatchObject({ reason: 'fenced' });
});

it('after an older state was refused only a write confirms', async () => {
  const { version } = await write(100, T0);
  await expect(write(99, T0 + SECOND)).rejects.toMatchObject({ reason: 'out-of-order' });
  expect(await confirmDepth(version, T0 + 2 * SECOND)).toBe(false);
  expect((await meta()).asOf).toBe(String(T0));
  await write(100, T0 + 3 * SECOND);
  expect(await confirmDepth(version, T0 + 4 * SECOND)).toBe(true);
});

it('a series is confirmed as empty where it is, and where its writer knows that', async () => {
  const { version } = await writeTrades([], T0);
  const of = async (isEmpty: boolean, asOf: number, known = version) =>
    (await confirm(test.store, [{ key: trades, version: known, asOf, isSeries: true, isEmpty }], writer))[0];
  expect(await of(false, T0 + SECOND)).toBe(false);
  expect(await of(true, T0 + SECOND)).toBe(true);
  expect((await meta(trades)).asOf).toBe(String(T0 + SECOND));
  const { version: filled } = await writeTrades([1], T0 + 2 * SECOND);
  expect([await of(true, T0 + 3 * SECOND), await of(true, T0 + 3 * SECOND, filled)]).toEqual([false, false]);
  // It has lost its rows.
  await test.store.redis.del(trades);
  expect(await of(false, T0 + 3 * SECOND, filled)).toBe(false);
});

describe('makes nothing and mends nothing', () => {
  it.each([
    ['a key that was never written', () => test.store.redis.flushdb()],
    ['a value that is gone', () => test.store.redis.del(depth)],
    ['a meta that is gone', () => test.store.redis.del(metaKey(depth))],
    ['a meta of another type', () => test.store.redis.set(metaKey(depth), '1')],
    ['a value of another type', () => test.store.redis.multi().del(depth).sadd(depth, 'x').exec()],
    ['a damaged version', () => test.store.redis.hset(metaKey(depth), 'version', 'NaN')],
    ['a damaged asOf', () => test.store.redis.hset(metaKey(depth), 'asOf', '-1')],
    ['a damaged time of the last change', () => test.store.redis.hset(metaKey(depth), 'changedAt', '')],
  ])('%s', async (_name, damage) => {
    const { version } = await write(100, T0);
    const { version: tradesVersion } = await writeTrades([1, 2], T0);
    await damage();
    await test.store.redis.del(trades);
    const before = await everything();
    const announced = await followAnnouncements(test.store);
    const entries = [
      { key: depth, version, asOf: T0 + SECOND, isSeries: false },
      { key: trades, version: tradesVersion, asOf: T0 + SECOND, isSeries: true },
    ];
    expect(await confirm(test.store, entries, writer)).toEqual([false, false]);
    expect(await everything()).toEqual(before);
    await test.store.redis.publish('collector:changes:2', 'the last line');
    expect(await announced(1)).toEqual(['the last line']);
  });
});

it('answers for each of more keys than one command takes, in their order', async () => {
  const entries = await Promise.all(
    Array.from({ length: 1_203 }, async (_, index) => {
      const key = dataKey('spot', `pair${index}`, 'price');
      const { version } = await writeLatest(test.store, key, '{}', { ...writer, asOf: T0 + index });
      return { key, version: index % 7 === 0 ? version + 1 : version, asOf: T0 + 5 * SECOND, isSeries: false };
    }),
  );
  const confirmed = await confirm(test.store, entries, writer);
  expect(confirmed).toEqual(entries.map((_, index) => index % 7 !== 0));
  expect(await confirm(test.store, [], writer)).toEqual([]);
});
