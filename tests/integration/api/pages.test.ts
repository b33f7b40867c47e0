import { createGetDataPages, type GetDataPages } from '../../../api/getData/getDataPages.ts';
import { parseQuery } from '../../../api/getData/query.ts';
import { createPages, type PagesOptions } from '../../../api/pages/pages.ts';
import { race } from '../../../bench/race/race.ts';
import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { connectStore } from '../../../store/redis/connect.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import type { Change } from '../../../store/values/changes.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { type ApiFixture, candle, code, configWith, createApiFixture, NOW } from './apiFixture.ts';

const MINUTE = 60_000;
const newest = Math.floor(NOW / MINUTE) * MINUTE;
const key = dataKey('spot', code, 'klines', 1);
const path = '/GetData?type=1&code=btcusdt';

let api: ApiFixture;
let closers: (() => unknown)[] = [];
beforeAll(async () => {
  api = await createApiFixture();
});
beforeEach(async () => {
  await api.store.redis.flushdb();
  api.config = configWith();
  api.now = NOW;
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});
afterAll(() => api.close());

/** Pages whose time stands still, unless a test has it pass. */
async function openPages(options: Partial<PagesOptions> = {}): Promise<GetDataPages> {
  const pages = createGetDataPages(createPages({ read: (from) => from(api.store), monotonic: () => 0, ...options }));
  await follow(pages);
  return pages;
}

async function follow(pages: GetDataPages, onChange?: (change: Change) => void): Promise<void> {
  const changes = await api.follow(pages, onChange);
  closers.push(() => changes.close());
}

const read = (pages: GetDataPages, address = path) =>
  pages.read(address, parseQuery(address, api.config, api.context.markets));

/** Rows from the newest backwards. */
const candles = (count: number, from = newest): SeriesRow[] =>
  Array.from({ length: count }, (_, index) => candle(from - index * MINUTE));

/** Changes a row behind everybody's back: nothing announces it. */
async function tamper(score: number): Promise<void> {
  await api.store.redis.zremrangebyscore(key, score, score);
  await api.store.redis.zadd(key, score, candle(score).member.replace('"10.5"', '"66.6"'));
}

describe('a page in memory', () => {
  it('is answered without Redis until its key is announced', async () => {
    await api.series('klines', candles(25), { interval: 1 });
    const pages = await openPages();
    const first = await read(pages);
    await tamper(newest);
    expect(pages.kept(path)).toBe(first);
    expect((await read(pages)).body.toString()).toContain('66.6');
    await api.series('klines', [candle(newest + MINUTE, 1)], { interval: 1, asOf: NOW + 1000 });
    await eventually(() => pages.kept(path) === undefined);
    expect((await read(pages)).body.toString()).toContain(`"total":26,`);
  });

  it('says when it was confirmed last while its rows stay', async () => {
    await api.series('klines', candles(25), { interval: 1 });
    const pages = await openPages();
    await read(pages);
    await api.series('klines', candles(1), { interval: 1, asOf: NOW + 1000 });
    const again = await eventually(() => pages.kept(path)?.asOf === NOW + 1000 && pages.kept(path));
    expect(again?.body).toEqual(
      (await read(createGetDataPages(createPages({ read: (from) => from(api.store) })))).body,
    );
  });

  it('stays where all its rows lie below those that have changed, with the version of the change', async () => {
    await api.series('klines', [candle(newest, 1), ...candles(24, newest - MINUTE)], { interval: 1 });
    const pages = await openPages();
    const older = `${path}&pageSize=2`;
    const below = `${path}&pageSize=9&before=${newest - 3 * MINUTE}`;
    for (const address of [path, older, below]) await read(pages, address);
    await api.series('klines', [candle(newest)], { interval: 1, asOf: NOW + 1000 });
    await eventually(() => pages.kept(path) === undefined);
    const direct = createGetDataPages(createPages({ read: (from) => from(api.store) }));
    for (const address of [older, below]) {
      const kept = pages.kept(address);
      const { body, etag } = await read(direct, address);
      expect([kept?.etag, kept?.body.toString()]).toEqual([etag, body.toString()]);
    }
  });

  it.each([
    ['a row is added', () => api.series('klines', [candle(newest + MINUTE)], { interval: 1, asOf: NOW + 1000 })],
    [
      'a row is added and one dropped',
      () =>
        writeSeries(api.store, key, [candle(newest + MINUTE)], {
          fence: 1,
          asOf: NOW + 1000,
          source: 'simulator',
          kind: 'candles',
          layout: rowLayoutOf(rowOf('spot', 'klines')),
          retention: 25,
          confirmsNewest: true,
        }),
    ],
    ['the pair is removed', () => api.store.redis.remove(key, metaKey(key), 'collector:changes:2', 1)],
    ['the connection is lost', () => api.store.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')],
  ] as [string, () => Promise<unknown>][])('goes, however old its rows, when %s', async (_, happen) => {
    await api.series('klines', candles(25), { interval: 1 });
    const pages = await openPages();
    const oldest = `${path}&pageSize=3&before=${newest - 18 * MINUTE}`;
    const empty = `${path}&pageSize=9`;
    for (const address of [oldest, empty]) await read(pages, address);
    expect([pages.kept(oldest), pages.kept(empty)]).not.toContain(undefined);
    await happen();
    await eventually(() => pages.kept(oldest) === undefined && pages.kept(empty) === undefined);
  });

  it('is kept again once the connection is back', async () => {
    await api.series('klines', candles(5), { interval: 1 });
    const pages = await openPages();
    await api.store.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await eventually(async () => {
      await read(pages);
      return pages.kept(path) !== undefined;
    });
  });

  it('goes when the connection is back: nobody knows what was announced meanwhile', async () => {
    await api.series('klines', candles(5), { interval: 1 });
    const pages = await openPages();
    await read(pages);
    pages.onLost();
    pages.onLive();
    expect(pages.kept(path)).toBeUndefined();
  });

  it('is not answered after three seconds without any announcement: Redis may be frozen', async () => {
    await api.series('klines', candles(5), { interval: 1 });
    let now = 0;
    const pages = await openPages({ monotonic: () => now });
    await read(pages);
    now = 3_000;
    expect(pages.kept(path)).toBeDefined();
    now = 3_001;
    expect(pages.kept(path)).toBeUndefined();
    await read(pages);
    expect(pages.kept(path)).toBeUndefined();
    await api.latest('price', { symbol: 'BTCUSDT', price: '1' });
    await eventually(async () => {
      await read(pages);
      return pages.kept(path) !== undefined;
    });
  });

  it('makes room for others: those that were asked for last stay', async () => {
    await api.series('klines', candles(200), { interval: 1 });
    const pages = await openPages({ mostBytes: 50_000 });
    const address = (page: number) => `${path}&pageSize=${page}`;
    for (let page = 1; page <= 20; page++) {
      await read(pages, address(page));
      expect(pages.kept(address(1))).toBeDefined();
    }
    const kept = Array.from({ length: 20 }, (_, index) => pages.kept(address(index + 1)) !== undefined);
    expect(kept.filter(Boolean).length).toBeGreaterThan(3);
    expect(kept.filter(Boolean).length).toBeLessThan(15);
    expect([kept[0], kept[1], kept[19]]).toEqual([true, false, true]);
  });

  it('is not kept where it is larger than all the memory for pages', async () => {
    await api.series('klines', candles(25), { interval: 1 });
    const pages = await openPages({ mostBytes: 1_000 });
    await read(pages);
    expect(pages.kept(path)).toBeUndefined();
    await api.series('klines', candles(1), { interval: 1, asOf: NOW + 1000 });
    expect((await read(pages)).body).toContain(`"total":25,`);
  });
});

it('readers of one moment share one read, and those after an announcement do not join it', async () => {
  await api.series('klines', candles(5), { interval: 1 });
  let reads = 0;
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const pages = await openPages({
    read: async (from) => {
      reads++;
      await held;
      return from(api.store);
    },
  });
  const early = [read(pages), read(pages), read(pages)];
  expect(reads).toBe(1);
  const announced = { key, version: NOW + 1, asOf: NOW + 1000, lowest: newest, total: 5 };
  pages.onChange(announced);
  const late = [read(pages), read(pages)];
  expect(reads).toBe(2);
  go();
  const [before] = await Promise.all(early);
  const [after] = await Promise.all(late);
  expect(before).not.toBe(after);
  expect(pages.kept(path)).toBe(after);
});

it('no reader gets what is older than the newest announcement when it asked, however reads and writes race', async () => {
  const writer = await connectStore({ url: api.redis.url, db: 2, name: 'writer', log: api.log });
  closers.push(() => writer.close());
  const { store, config, log } = api;
  const enough = { reads: 20_000, changes: 2_000, fromMemory: 200 };
  const { olderThanAnnounced, stale, lags } = await race({ store, writer, config, log, ...enough });
  expect({ olderThanAnnounced, stale }).toEqual({ olderThanAnnounced: [], stale: [] });
  expect(lags.length).toBeGreaterThan(1_900);
});
