import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { confirm } from '../../../store/values/confirm.ts';
import { type LatestWrite, readLatest, writeLatest } from '../../../store/values/latest.ts';
import { readMetas } from '../../../store/values/metas.ts';
import { markOutOfStep } from '../../../store/values/outOfStep.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';
import { followAnnouncements } from './announcements.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const T0 = 1_790_000_000_000;
const key = dataKey('spot', 'btcusdt', 'depth');
const writer = { fence: 3, source: 'binance' };
const write = (order: number, asOf: number, options: Partial<LatestWrite> = {}) =>
  writeLatest(test.store, key, `{"u":${order}}`, { ...writer, asOf, order, isReceived: true, ...options });
const meta = async () => (await readLatest(test.store, key)).meta;

it('a mark is given to readers with the next version, and announced', async () => {
  await write(100, T0);
  const announced = await followAnnouncements(test.store);
  await markOutOfStep(test.store, key, 3);
  await markOutOfStep(test.store, key, 3);
  const marked = { asOf: T0, changedAt: T0, version: T0 + 1, source: 'binance', isOutOfStep: true };
  expect(await readLatest(test.store, key)).toEqual({ value: '{"u":100}', meta: marked });
  expect(await readMetas(test.store, [key])).toEqual([marked]);
  await test.store.redis.publish('collector:changes:2', 'the last line');
  expect(await announced(2)).toEqual([`${key} ${T0 + 1} ${T0} -`, 'the last line']);
});

it.each([
  ['another value', 101],
  ['the same value', 100],
])('the next write that succeeds removes it, though it is of %s', async (_name, order) => {
  await write(100, T0);
  await markOutOfStep(test.store, key, 3);
  expect(await write(order, T0 + 10)).toEqual({ isChanged: true, version: T0 + 2 });
  expect(await meta()).toEqual({ asOf: T0 + 10, changedAt: T0 + 10, version: T0 + 2, source: 'binance' });
  expect(await test.store.redis.hget(metaKey(key), 'outOfStep')).toBeNull();
});

it('what is refused, or confirms nothing, does not', async () => {
  await write(100, T0);
  await markOutOfStep(test.store, key, 3);
  await expect(write(99, T0 + 10)).rejects.toMatchObject({ reason: 'out-of-order' });
  await write(100, T0 + 20, { isReceived: false });
  expect(await meta()).toMatchObject({ version: T0 + 1, asOf: T0, isOutOfStep: true });
});

it('is not confirmed', async () => {
  const { version } = await write(100, T0);
  await markOutOfStep(test.store, key, 3);
  for (const known of [version, version + 1]) {
    const entry = { key, version: known, asOf: T0 + 10, isSeries: false };
    expect(await confirm(test.store, [entry], writer)).toEqual([false]);
  }
  expect((await meta())?.asOf).toBe(T0);
});

it('a writer that has been replaced marks nothing', async () => {
  await write(100, T0);
  await expect(markOutOfStep(test.store, key, 2)).rejects.toMatchObject({ reason: 'fenced' });
  expect(await meta()).toEqual({ asOf: T0, changedAt: T0, version: T0, source: 'binance' });
});

it('where nothing is stored nothing is made', async () => {
  await markOutOfStep(test.store, key, 3);
  expect(await test.store.redis.keys('*')).toEqual([]);
});
