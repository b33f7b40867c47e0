import { dataKey } from '../../../store/redis/keys.ts';
import { type LatestWrite, readLatest, writeLatest } from '../../../store/values/latest.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const key = dataKey('spot', 'btcusdt', 'depth');
const T0 = 1_790_000_000_000;
const write = (value: string, options: Partial<LatestWrite> = {}) =>
  writeLatest(test.store, key, value, { fence: 3, asOf: T0, source: 'binance', ...options });

it('keeps the newest value with its meta', async () => {
  expect(await write('{"a":1}')).toEqual({ isChanged: true, version: T0 });
  expect(await readLatest(test.store, key)).toEqual({
    value: '{"a":1}',
    meta: { asOf: T0, changedAt: T0, version: T0, source: 'binance' },
  });
});

it('an unchanged value moves only asOf', async () => {
  await write('{"a":1}');
  expect(await write('{"a":1}', { asOf: T0 + 1000 })).toEqual({ isChanged: false, version: T0 });
  expect((await readLatest(test.store, key)).meta).toMatchObject({ asOf: T0 + 1000, changedAt: T0, version: T0 });
});

it.each([
  ['a lower fence', { fence: 2, asOf: T0 + 1000 }, 'fenced'],
  ['a late reply without an order', { asOf: T0 - 1 }, 'late'],
  ['an older book', { asOf: T0 + 1000, order: 76 }, 'out-of-order'],
])('refuses %s and keeps the value', async (_name, options, reason) => {
  await write('{"a":1}', { order: 77 });
  await expect(write('{"a":2}', options)).rejects.toMatchObject({ reason });
  expect(await readLatest(test.store, key)).toMatchObject({ value: '{"a":1}', meta: { asOf: T0 } });
});

it('a value that is not there reads as null', async () => {
  expect(await readLatest(test.store, key)).toEqual({ value: null, meta: null });
});
