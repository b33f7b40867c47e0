import { countOpenGaps, findHoles, readGaps, removeGaps, writeGaps } from '../../../../store/values/gaps.ts';
import { forgetPair, readKnownPairs } from '../../../../store/values/knownPairs.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { candle, klines, MINUTE, now, readCandles, writeCandles } from './storedCandles.ts';
import { gap, other, price } from './storedThings.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

describe('a series', () => {
  it('with a damaged row has a hole there, which the row of the exchange fills', async () => {
    await writeCandles(test.store, [0, 1, 2, 3, 4]);
    await test.store.redis.zrem(klines, candle(2).member);
    await test.store.redis.zadd(klines, candle(2).score, candle(2).member.slice(0, 40));
    expect(await findHoles(test.store, klines, MINUTE)).toEqual([{ after: candle(1).score, before: candle(3).score }]);
    await writeCandles(test.store, [2]);
    expect(await findHoles(test.store, klines, MINUTE)).toEqual([]);
    expect((await readCandles(test.store)).rows).toEqual([4, 3, 2, 1, 0].map((index) => candle(index).member));
  });
});

it('what names no pair is forgotten, and no key is made of it', async () => {
  await test.store.redis.sadd('collector:known:price', 'btcusdt', 'a}:b', '', '{"x');
  expect(await readKnownPairs(test.store, 'price')).toEqual(['btcusdt']);
  expect(await test.store.redis.smembers('collector:known:price')).toEqual(['btcusdt']);
  await forgetPair(test.store, 'price', 'btcusdt', price, now);
  expect(await readKnownPairs(test.store, 'price')).toEqual([]);
});

it('a damaged ledger is counted anew, and the pair that leaves takes its entries along', async () => {
  await writeGaps(test.store, 'klines-1', now, [gap, other]);
  await test.store.redis.hset('collector:gaps:klines-1', 'open', 'NaN', 'fence', '1e999');
  expect(await countOpenGaps(test.store, ['klines-1'])).toEqual([2]);
  await removeGaps(test.store, 'klines-1', now, 'btcusdt');
  expect(await readGaps(test.store, 'klines-1')).toEqual([other]);
  expect(await countOpenGaps(test.store, ['klines-1'])).toEqual([1]);
});
