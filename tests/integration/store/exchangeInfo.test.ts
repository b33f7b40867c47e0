import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type InfoMeta,
  readInfoGzip,
  readInfoList,
  readInfoMeta,
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
  const texts = Array.from({ length: count }, (_, index) => {
    const symbol = index === 0 ? '币安人生USDT' : `S${index}USDT`;
    const status = index % 2 === 0 ? 'TRADING' : 'BREAK';
    return { symbol, status, text: `{"symbol":"${symbol}","status":"${status}","note":"${note}"}` };
  });
  const whole = Buffer.from(`${before}${texts.map(({ text }) => text).join(',')}]}`);
  const gzip = gzipSync(whole);
  const rows = texts.map(({ symbol, status, text }) => [symbol, status, Buffer.byteLength(text)] as const);
  const list = { before, pieces: [{ from: 5, to: 9, rows }], after: ']}' };
  return { list, rows: count, gzip, bytes: whole.length, leftOut: 1, timeAt: 31, source: 'simulator' };
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

it('gives back all of what was stored', async () => {
  const { store } = test;
  const info = infoOf(120);
  expect(await readInfoMeta(store, 'usdm')).toBeNull();
  expect(await readListedSymbols(store, 'usdm', T0)).toBeNull();
  // What else a writer knows is not stored.
  expect(await writeInfo(store, 'usdm', T0, Object.assign({ faults: [] }, info))).toBe(true);
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
  expect(await readInfoList(store, 'usdm', meta)).toEqual(info.list);
  const symbols = await readListedSymbols(store, 'usdm', T0);
  expect([symbols?.size, symbols?.has('币安人生USDT'), symbols?.has('NONE')]).toEqual([120, true, false]);
  expect(gunzipSync((await readInfoGzip(store, 'usdm', meta)) ?? '').length).toBe(info.bytes);
  expect(await readInfoMeta(store, 'spot')).toBeNull();
});

it('a later one takes its place; who has begun to read the one before can finish', async () => {
  const { store } = test;
  await writeInfo(store, 'usdm', T0, infoOf(3, 'old'));
  const old = await metaNow();
  await writeInfo(store, 'usdm', T0 + 1, { ...infoOf(2, 'new'), timeAt: null });
  expect(await metaNow()).toMatchObject({ asOf: T0 + 1, rows: 2, timeAt: null });
  expect(String(gunzipSync((await readInfoGzip(store, 'usdm', old)) ?? ''))).toContain('"old"');
  expect(String(gunzipSync((await readInfoGzip(store, 'usdm', await metaNow())) ?? ''))).toContain('"new"');
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
  expect(String(gunzipSync((await readInfoGzip(store, 'usdm', await metaNow())) ?? ''))).toContain('"new"');
});

it('the same one may be stored twice', async () => {
  const { store } = test;
  await writeInfo(store, 'usdm', T0, infoOf(3));
  expect(await writeInfo(store, 'usdm', T0, infoOf(3))).toBe(true);
  expect((await readListedSymbols(store, 'usdm', T0))?.size).toBe(3);
  expect(await store.redis.ttl(infoPartKeys('usdm', T0).gzip)).toBeGreaterThan(80_000);
});

it('parts that are gone or damaged count as missing', async () => {
  const { store } = test;
  const info = infoOf(3);
  await writeInfo(store, 'usdm', T0, info);
  const meta = await metaNow();
  const parts = infoPartKeys('usdm', T0);
  await store.redis.set(parts.gzip, 'short');
  expect(await readInfoGzip(store, 'usdm', meta)).toBeNull();
  expect(test.messages.at(-1)).toContain(`${parts.gzip} in Redis is damaged`);
  const [piece] = info.list.pieces;
  for (const wrong of [
    { ...info.list, pieces: [{ ...piece, rows: [['A']] }] },
    { ...info.list, pieces: [{ ...piece, from: 10 }] },
    { ...info.list, pieces: [{ ...piece, to: meta.gzip + 1 }] },
  ]) {
    await store.redis.set(parts.list, JSON.stringify(wrong));
    expect(await readListedSymbols(store, 'usdm', T0)).toBeNull();
  }
  await store.redis.del(...Object.values(parts));
  expect(await readInfoGzip(store, 'usdm', meta)).toBeNull();
  expect(await readListedSymbols(store, 'usdm', T0)).toBeNull();
});

it('who is listed is not known any more once that is two hours old', async () => {
  await writeInfo(test.store, 'usdm', T0, infoOf(3));
  expect((await readListedSymbols(test.store, 'usdm', T0 + 7_199_999))?.size).toBe(3);
  expect(await readListedSymbols(test.store, 'usdm', T0 + 7_200_000)).toBeNull();
});
