import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { confirm } from '../../../store/values/confirm.ts';
import { findHoles } from '../../../store/values/gaps.ts';
import { readSeries, type SeriesWrite, writeSeries } from '../../../store/values/series.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { followAnnouncements } from './announcements.ts';

/** A full series is trimmed in blocks of a hundredth of retention; readers are never shown more than retention. */

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const key = dataKey('spot', 'btcusdt', 'trades');
const T0 = 1_790_000_000_000;
const RETENTION = 200;
const layout = rowLayoutOf(rowOf('spot', 'trades'));
const idsFrom = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
let asOf = T0;
const write = (ids: readonly number[], options: Partial<SeriesWrite> = {}) => {
  asOf += 1;
  const rows = ids.map((id) => ({ score: id, member: JSON.stringify([id, '10', '1', id, id, T0, false]) }));
  const context = { fence: 1, source: 'binance', kind: 'aggTrades', retention: RETENTION, confirmsNewest: true };
  return writeSeries(test.store, key, rows, { ...context, asOf, layout, ...options });
};
const stored = () => test.store.redis.zcard(key);
const ids = (rows: readonly string[]): number[] => rows.map((row) => JSON.parse(row)[0]);
const shown = async () => {
  const { total, rows } = await readSeries(test.store, key, { offset: 0 }, 10_000);
  return { total, newest: ids(rows)[0], oldest: ids(rows).at(-1), count: rows.length };
};

it('holds up to a hundredth more than retention, and shows none of it', async () => {
  await write(idsFrom(1, RETENTION));
  for (const [newest, held] of [
    [201, 201],
    [202, 202],
    [203, 200],
    [204, 201],
  ] as const) {
    const { total } = await write([newest]);
    expect([total, await stored()]).toEqual([RETENTION, held]);
    expect(await shown()).toEqual({ total: RETENTION, newest, oldest: newest - RETENTION + 1, count: RETENTION });
  }
});

it('no page reaches below what is shown', async () => {
  await write(idsFrom(1, RETENTION + 2));
  expect(await stored()).toBe(RETENTION + 2);
  const page = async (start: { before: number } | { offset: number }) =>
    ids((await readSeries(test.store, key, start, 5)).rows);
  expect(await page({ before: 6 })).toEqual([5, 4, 3]);
  expect(await page({ before: 3 })).toEqual([]);
  expect(await page({ offset: 197 })).toEqual([5, 4, 3]);
  expect(await page({ offset: 200 })).toEqual([]);
  expect(await page({ offset: 1_000 })).toEqual([]);
});

it('nothing looks for holes below what is shown', async () => {
  await write([1, ...idsFrom(3, RETENTION + 2)]);
  expect(await stored()).toBe(RETENTION + 1);
  expect(await findHoles(test.store, key, 1)).toEqual([]);
});

it('an announcement says what is still shown, where new rows took the place of old ones, and nothing more of a trim', async () => {
  await write(idsFrom(1, RETENTION));
  const announced = await followAnnouncements(test.store);
  for (const newest of [201, 202, 203, 204]) await write([newest]);
  const { version } = await write([204]);
  await confirm(test.store, [{ key, version, asOf: asOf + 1, isSeries: true }], { fence: 1, source: 'binance' });
  const lines = await announced(6);
  expect(lines.map((line) => line.split(' ').slice(3).join(' '))).toEqual([
    '0 200 2 201',
    '0 200 3 202',
    '0 200 4 203',
    '0 200 5 204',
    '- 200',
    '- 200',
  ]);
});

describe('another retention by an edit', () => {
  it('a lower one trims with the next write, which is a change though it brings nothing new', async () => {
    const { version } = await write(idsFrom(1, 50));
    const announced = await followAnnouncements(test.store);
    expect(await write([50], { retention: 10 })).toMatchObject({ total: 10, version: version + 1 });
    expect(await stored()).toBe(10);
    expect((await announced(1))[0]).toMatch(/ 0 10$/);
  });

  it('a higher one shows what was not trimmed yet, as a change', async () => {
    await write(idsFrom(1, RETENTION));
    const { version } = await write([201, 202]);
    const announced = await followAnnouncements(test.store);
    expect(await write([202], { retention: 1_000 })).toMatchObject({ total: 202, version: version + 1 });
    expect(await shown()).toMatchObject({ total: 202, oldest: 1 });
    expect((await announced(1))[0]).toMatch(/ 0 202$/);
  });

  it('is none where readers are shown the same', async () => {
    const { version } = await write(idsFrom(1, 50));
    expect(await write([50], { retention: 1_000 })).toMatchObject({ total: 50, version });
  });
});

it('what a version before has written is shown whole until the next write', async () => {
  await write(idsFrom(1, 50));
  await test.store.redis.hdel(metaKey(key), 'retention');
  expect(await shown()).toMatchObject({ total: 50, oldest: 1 });
});
