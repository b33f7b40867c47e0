import { collectors } from '../../../../markets/markets.js';
import { createStoredSource } from '../../../../scripts/history/storedSource.ts';
import { collectorKey } from '../../../../store/redis/keys.ts';
import { type ExportWorld, openExportWorld } from '../export/exportWorld.ts';

let world: ExportWorld;
beforeAll(async () => {
  world = await openExportWorld();
});
afterAll(() => world.close());

test('damaged trades at the ends do not hide where the others lie', async () => {
  const collector = collectors.find(({ name }) => name === 'trades');
  if (collector === undefined) throw new RangeError('trades');
  const trade = (id: number) => `[${id},"100.5","0.001",${id},${id},${1_700_000_000_000 + id},true]`;
  const ids = Array.from({ length: 200 }, (_, index) => 1000 + index);
  await world.fill('spot', 'trades', undefined, 'btcusdt', ids.map(trade));
  const { store } = world.db;
  const source = createStoredSource({ store, collector, code: 'btcusdt' });
  const ends = await source.ends();
  expect(ends).toEqual({ oldest: 1_700_000_001_000, newest: 1_700_000_001_199 });
  const key = collectorKey(collector, 'btcusdt');
  await store.redis.zremrangebyrank(key, 0, 0);
  await store.redis.zremrangebyrank(key, -1, -1);
  await store.redis.zadd(key, 1000, 'damaged', 1199, '[1199,"no time"]');
  expect(await source.ends()).toEqual({ oldest: 1_700_000_001_001, newest: 1_700_000_001_198 });
});
