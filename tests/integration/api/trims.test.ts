import request from 'supertest';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { code, NOW } from './apiFixture.ts';
import { followingApi } from './followingApi.ts';

/** Kept pages of a full series, to which rows are added. */

const RETENTION = 200;
const world = followingApi();
beforeEach(() => add(1, RETENTION));

async function add(from: number, to: number, retention = RETENTION): Promise<void> {
  const rows = Array.from({ length: to - from + 1 }, (_, index) => from + index).map((id) => ({
    score: id,
    member: JSON.stringify([id, '10', '1', id, id, NOW, false]),
  }));
  const write = { fence: 1, asOf: NOW, source: 'simulator', kind: 'aggTrades', retention, confirmsNewest: true };
  const layout = rowLayoutOf(rowOf('spot', 'trades'));
  await world.known(() => writeSeries(world.api.store, dataKey('spot', code, 'trades'), rows, { ...write, layout }));
}
const at = (query: string): string => `/GetData?type=trades&code=btcusdt&${query}`;
const isKept = (query: string): boolean => world.api.pages.kept(at(query)) !== undefined;
/** The page as it is answered; it must be as it is stored. */
async function page(query: string): Promise<{ ids: number[]; total: number; next: string | null }> {
  const { body, headers } = await request(world.api.app).get(at(query));
  world.api.pages.clear();
  const anew = await request(world.api.app).get(at(query));
  expect({ body, etag: headers.etag }).toEqual({ body: anew.body, etag: anew.headers.etag });
  return { ids: body.data.map(({ id }: { id: number }) => id), total: body.total, next: body.next };
}
const ask = (...queries: string[]) => Promise.all(queries.map((query) => request(world.api.app).get(at(query))));

it('pages of rows that stay remain, over trims too; pages that are counted from the newest row do not', async () => {
  const pages = ['pageSize=1', 'pageSize=5', 'pageSize=2&before=150', 'pageSize=2&before=15', 'pageSize=2&before=1000'];
  await ask(...pages);
  await add(201, 201);
  expect(pages.map(isKept)).toEqual([false, false, true, true, false]);
  await add(202, 202);
  await add(203, 203);
  expect(isKept('pageSize=2&before=150')).toBe(true);
  // What is shown begins at 4 now: page and its next both lie above.
  expect(await page('pageSize=2&before=15')).toMatchObject({ ids: [14, 13, 12, 11, 10, 9, 8, 7, 6, 5], total: 200 });
});

it('a page goes as soon as one of its rows, or the one that its next begins with, is not shown any more', async () => {
  await ask('before=12', 'before=11');
  expect((await page('before=12')).next).not.toBeNull();
  await ask('before=12', 'before=11');
  await add(201, 201);
  expect([isKept('before=12'), isKept('before=11')]).toEqual([false, false]);
  expect(await page('before=12')).toEqual({ ids: [11, 10, 9, 8, 7, 6, 5, 4, 3, 2], total: 200, next: null });
  expect(await page('before=11')).toEqual({ ids: [10, 9, 8, 7, 6, 5, 4, 3, 2], total: 200, next: null });
});

it('a page of a series that was not full yet goes, as it says how many rows there are', async () => {
  await world.api.store.redis.del(dataKey('spot', code, 'trades'));
  await add(1, RETENTION - 1);
  await ask('before=150');
  await add(RETENTION, RETENTION + 1);
  expect(isKept('before=150')).toBe(false);
  expect((await page('before=150')).total).toBe(RETENTION);
});

it('a hot edit of retention drops them all', async () => {
  await add(201, 202);
  await ask('pageSize=2&before=150');
  await add(202, 202, 1_000);
  expect(isKept('pageSize=2&before=150')).toBe(false);
  expect((await page('before=3')).ids).toEqual([2, 1]);
  await ask('pageSize=2&before=150');
  await add(203, 203, 100);
  expect(isKept('pageSize=2&before=150')).toBe(false);
  expect((await page('before=105')).ids).toEqual([104]);
});
