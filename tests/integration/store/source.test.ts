import { spot } from '../../../markets/spot.js';
import { claimSource, readSource } from '../../../store/market/source.ts';
import { sourceKey } from '../../../store/redis/keys.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const table = { ...spot, exchange: { name: 'made-up', title: 'The made-up exchange' } };
let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
});
afterEach(() => test.close());

it("a market's source is known by the market's own table, and is not taken over", async () => {
  await claimSource(test.store, 'spot', 'made-up', table);
  expect(await readSource(test.store, 'spot', table)).toBe('made-up');
  await expect(claimSource(test.store, 'spot', 'simulator', table)).rejects.toMatchObject({ code: 'start-failed' });
  expect(await test.store.redis.hget(sourceKey, 'spot')).toBe('made-up');
});

it('an exchange that the table does not name is damage: whoever answers takes its place', async () => {
  await test.store.redis.hset(sourceKey, 'spot', 'binance');
  await claimSource(test.store, 'spot', 'made-up', table);
  expect(await test.store.redis.hget(sourceKey, 'spot')).toBe('made-up');
});
