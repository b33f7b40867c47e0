import { closesKey } from '../../../store/redis/keys.ts';
import { addCloses, type ComparedClose, MOST_CLOSES, readCloses } from '../../../store/reports/comparedCloses.ts';
import { openTestStore, type TestStore } from '../../testStore.ts';

const MINUTE = 60_000;
const T0 = 1_790_000_040_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => test.store.redis.flushdb());

const add = (closes: readonly ComparedClose[], at = T0) => addCloses(test.store, 'spot', 'btcusdt', { at, closes });
const read = () => readCloses(test.store, 'spot', 'btcusdt');

it('what streams had told stays as it was first compared; what REST has told last counts', async () => {
  await add([[T0, '5', '6']]);
  await add([[T0, '6', '7']], T0 + MINUTE);
  expect(await read()).toEqual({ at: T0 + MINUTE, closes: [[T0, '5', '7']] });
});

it('a candle that was missing is there when it has come', async () => {
  await add([[T0, null, '6']]);
  expect((await read())?.closes).toEqual([[T0, null, '6']]);
  await add([[T0, '6', '6']]);
  expect((await read())?.closes).toEqual([[T0, '6', '6']]);
});

it('the newest of two hours are kept, the oldest first, for a day', async () => {
  const closes = Array.from({ length: MOST_CLOSES + 5 }, (_, index): ComparedClose => [T0 + index * MINUTE, '1', '1']);
  await add(closes.slice(5).toReversed());
  await add(closes.slice(0, 10));
  expect((await read())?.closes).toEqual(closes.slice(5));
  const left = await test.store.redis.ttl(closesKey('spot', 'btcusdt'));
  expect(left).toBeGreaterThan(86_000);
  expect(left).toBeLessThanOrEqual(86_400);
});

it('each pair of each market has its own', async () => {
  await add([[T0, '5', '5']]);
  expect(await readCloses(test.store, 'spot', 'ethusdt')).toBeNull();
  expect(await readCloses(test.store, 'usdm', 'btcusdt')).toBeNull();
});
