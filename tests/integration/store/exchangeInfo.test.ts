import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type InfoMeta,
  readInfoGzip,
  readInfoList,
  readInfoMeta,
  readInfoRows,
  readListedSymbols,
  type WholeInfo,
  writeInfo,
} from '../../../store/market/exchangeInfo.ts';
import { infoKey, infoPartKeys } from '../../../store/redis/keys.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const T0 = 1_795_300_000_000;
const before = '{"timezone":"UTC","serverTime":1795300000000,"symbols":[';

/** A whole exchangeInfo of so many symbols. */
function infoOf(count: number, note = ''): WholeInfo {
  const rows = Array.from({ length: count }, (_, index) => {
    const symbol = index === 0 ? '币安人生USDT' : `S${index}USDT`;
    const status = index % 2 === 0 ? 'TRADING' : 'BREAK';
    return { symbol, status, text: Buffer.from(`{"symbol":"${symbol}","status":"${status}","note":"${note}"}`) };
  });
  const whole = Buffer.from(`${before}${rows.map(({ text }) => text).join(',')}]}`);
  const gzip = gzipSync(whole);
  return { before, after: ']}', rows, gzip, bytes: whole.length, leftOut: 1, timeAt: 31, source: 'simulator' };
}

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
beforeEach(() => test.store.redis.flushdb());
afterAll(() => test.close());

async function metaNow(): Promise<InfoMeta> {
  const meta = await readInfoMeta(test.store, 'usdm');
  if (meta === null) throw new TypeError('no meta');
  return meta;
}

it('gives back all of what was stored, and single rows of it to the letter', async () => {
  const { store } = test;
  const info = infoOf(120);
  expect(await readInfoMeta(store, 'usdm')).toBeNull();
  expect(await readListedSymbols(store, 'usdm')).toBeNull();
  expect(await writeInfo(store, 'usdm', T0, info)).toBe(true);
  const meta = await metaNow();
  expect(meta).toEqual({
    asOf: T0,
    source: 'simulator',
    rows: 120,
    leftOut: 1,
    bytes: info.bytes,
    gzip: info.gzip.length,
    timeAt: 31,
  });
  const list = await readInfoList(store, 'usdm', meta);
  expect(list).toMatchObject({ before, after: ']}' });
  expect([...(list?.statuses ?? [])].slice(0, 2)).toEqual([
    ['币安人生USDT', 'TRADING'],
    ['S1USDT', 'BREAK'],
  ]);
  expect((await readListedSymbols(store, 'usdm'))?.size).toBe(120);
  const rows = await readInfoRows(store, 'usdm', meta, ['S119USDT', '币安人生USDT', 'NONE']);
  expect(rows).toEqual([String(info.rows[119]?.text), String(info.rows[0]?.text), null]);
  const gzip = await readInfoGzip(store, 'usdm', meta);
  expect(gunzipSync(gzip ?? Buffer.alloc(0)).length).toBe(info.bytes);
  expect(await readInfoMeta(store, 'spot')).toBeNull();
});

it('a later one takes its place; who has begun to read the one before can finish', async () => {
  const { store } = test;
  await writeInfo(store, 'usdm', T0, infoOf(3, 'old'));
  const old = await metaNow();
  await writeInfo(store, 'usdm', T0 + 1, { ...infoOf(2, 'new'), timeAt: null });
  expect(await metaNow()).toMatchObject({ asOf: T0 + 1, rows: 2, timeAt: null });
  expect(await readInfoRows(store, 'usdm', old, ['S1USDT'])).toEqual([expect.stringContaining('"old"')]);
  expect(await readInfoRows(store, 'usdm', await metaNow(), ['S1USDT'])).toEqual([expect.stringContaining('"new"')]);
  for (const key of Object.values(infoPartKeys('usdm', T0))) {
    expect(await store.redis.ttl(key)).toBeGreaterThan(0);
    expect(await store.redis.ttl(key)).toBeLessThanOrEqual(60);
  }
  for (const key of [infoKey('usdm'), ...Object.values(infoPartKeys('usdm', T0 + 1))]) {
    expect(await store.redis.ttl(key)).toBeGreaterThan(80_000);
  }
});

it('one that was asked for earlier is refused, and nothing of it stays', async () => {
  const { store } = test;
  await writeInfo(store, 'usdm', T0, infoOf(3, 'new'));
  expect(await writeInfo(store, 'usdm', T0 - 1, infoOf(3, 'old'))).toBe(false);
  expect(await metaNow()).toMatchObject({ asOf: T0 });
  expect(await store.redis.exists(...Object.values(infoPartKeys('usdm', T0 - 1)))).toBe(0);
  expect(await readInfoRows(store, 'usdm', await metaNow(), ['S1USDT'])).toEqual([expect.stringContaining('"new"')]);
});

it('parts that are gone or cut off count as missing', async () => {
  const { store } = test;
  await writeInfo(store, 'usdm', T0, infoOf(3));
  const meta = await metaNow();
  const parts = infoPartKeys('usdm', T0);
  await store.redis.set(parts.gzip, 'short');
  expect(await readInfoGzip(store, 'usdm', meta)).toBeNull();
  expect(test.messages.at(-1)).toContain(`${parts.gzip} in Redis is damaged`);
  await store.redis.set(parts.list, '{"before":"","after":"","symbols":[["A"]]}');
  expect(await readListedSymbols(store, 'usdm')).toBeNull();
  await store.redis.del(...Object.values(parts));
  expect(await readInfoGzip(store, 'usdm', meta)).toBeNull();
  expect(await readInfoRows(store, 'usdm', meta, ['S1USDT'])).toBeNull();
  expect(await readListedSymbols(store, 'usdm')).toBeNull();
});

it('the same one may be stored twice', async () => {
  const { store } = test;
  await writeInfo(store, 'usdm', T0, infoOf(3));
  expect(await writeInfo(store, 'usdm', T0, infoOf(3))).toBe(true);
  expect((await readListedSymbols(store, 'usdm'))?.size).toBe(3);
  expect(await store.redis.ttl(infoPartKeys('usdm', T0).gzip)).toBeGreaterThan(80_000);
});
