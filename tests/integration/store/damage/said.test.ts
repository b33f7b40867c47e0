import { writeLimits } from '../../../../store/market/limits.ts';
import { readMarketState, unknownMarket } from '../../../../store/market/marketState.ts';
import { openTestStore, type TestStore } from '../../../testStore.ts';
import { now } from './storedCandles.ts';
import { account, readState } from './storedThings.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

it('the last limits known hold while the stored ones are damaged, and the default ones before any are known', async () => {
  await test.store.redis.set('collector:limits:spot', '{}');
  expect((await readMarketState(test.store, account, now)).limits).toEqual({ weightPerMinute: 6000 });
  const known = { ...unknownMarket('spot'), limits: { weightPerMinute: 1200 } };
  expect((await readMarketState(test.store, account, now, known)).limits).toEqual({ weightPerMinute: 1200 });
});

it('damage is said once, and once more when it is over', async () => {
  const said = () => test.messages.filter((line) => line.includes('collector:limits:spot'));
  await writeLimits(test.store, 'spot', { weightPerMinute: 5000 });
  await readState(test.store);
  const before = said().length;
  await test.store.redis.set('collector:limits:spot', '{"weightPerMinute":null}');
  for (let look = 0; look < 3; look++) await readState(test.store);
  await writeLimits(test.store, 'spot', { weightPerMinute: 5000 });
  for (let look = 0; look < 3; look++) await readState(test.store);
  expect(said().slice(before)).toEqual([
    'warn collector:limits:spot in Redis is damaged: it counts as missing until it is written anew: {"weightPerMinute":null}',
    'info collector:limits:spot in Redis is as it should be again',
  ]);
});
