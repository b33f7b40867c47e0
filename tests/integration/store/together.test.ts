import { rowOf } from '../../../markets/markets.js';
import { rowLayoutOf } from '../../../markets/rowLayout.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { writeLatest } from '../../../store/values/latest.ts';
import { writeSeries } from '../../../store/values/series.ts';
import { readTogether } from '../../../store/values/together.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const price = dataKey('spot', 'btcusdt', 'price');
const depth = dataKey('spot', 'btcusdt', 'depth');
const trades = dataKey('spot', 'btcusdt', 'trades');
const AS_OF = 1_790_000_000_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

beforeEach(async () => {
  await test.store.redis.flushdb();
  await writeLatest(test.store, price, '{"price":"4.2"}', { fence: 1, asOf: AS_OF, source: 'simulator' });
  const rows = Array.from({ length: 12 }, (_, index) => ({ score: index, member: `[${index},"x"]` }));
  await writeSeries(test.store, trades, rows, {
    ...{ fence: 1, asOf: AS_OF + 7, source: 'simulator', kind: 'aggTrades', retention: 1000, confirmsNewest: true },
    layout: rowLayoutOf(rowOf('spot', 'trades')),
  });
});

const read = (most = 5) => readTogether(test.store, [{ key: price }, { key: depth }, { key: trades, most }]);

it('reads values and the newest rows, oldest first, each with its meta', async () => {
  const [value, nothing, series] = await read();
  expect(value).toMatchObject({ value: '{"price":"4.2"}', meta: { asOf: AS_OF, source: 'simulator' }, rows: [] });
  expect(nothing).toEqual({ value: null, meta: null, rows: [], isDamaged: false });
  expect(series).toMatchObject({ value: null, meta: { asOf: AS_OF + 7 }, isDamaged: false });
  expect(series?.rows).toEqual([7, 8, 9, 10, 11].map((id) => `[${id},"x"]`));
});

it('reads no rows that other readers are not shown', async () => {
  await test.store.redis.hset(metaKey(trades), 'retention', '3');
  const [, , series] = await read();
  expect(series?.rows).toEqual([9, 10, 11].map((id) => `[${id},"x"]`));
});

it('tells that a value is out of step', async () => {
  await test.store.redis.hset(metaKey(price), 'outOfStep', '1');
  expect((await read())[0]?.meta?.isOutOfStep).toBe(true);
});

it.each([
  ['a value', price, 0],
  ['a series', trades, 2],
  ['the meta of a value', metaKey(price), 0],
  ['the meta of a series', metaKey(trades), 2],
])('%s of another type harms nothing beside it, and is said', async (_name, key, index) => {
  await test.store.redis.del(key);
  await test.store.redis.sadd(key, 'x');
  const parts = await read();
  expect(parts[index]).toEqual({ value: null, meta: null, rows: [], isDamaged: true });
  expect(parts[index === 0 ? 2 : 0]?.isDamaged).toBe(false);
  expect(test.messages).toContainEqual(
    expect.stringMatching(/^warn .*:(price|trades) or its meta in Redis is damaged/),
  );
});

it('asks nothing where nothing is wanted', async () => {
  expect(await readTogether(test.store, [])).toEqual([]);
});

it('fails where Redis refuses', async () => {
  await test.store.redis.call('ACL', 'SETUSER', 'default', '-hmget');
  await expect(read()).rejects.toThrow("can't run this command");
  await test.store.redis.call('ACL', 'SETUSER', 'default', '+hmget');
});
