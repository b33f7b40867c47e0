import { collectorsOf } from '../../../../markets/markets.js';
import { otherMarket } from './otherMarket.ts';

const world = otherMarket();

it('/metrics labels what belongs to the other market, and nothing of spot', async () => {
  await world.reportAll();
  const lines = (await world.get('/metrics')).text.split('\n').map((line) => line.replace('binance_collector_', ''));
  const samples = (name: string) => lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  expect(samples('data_stale')).toEqual(
    expect.arrayContaining([
      'data_stale{type="price",code="btcusdt"} 0',
      'data_stale{market="other",type="price",code="btcusdt"} 0',
    ]),
  );
  expect(samples('weight_limit')).toEqual(['weight_limit 6000', 'weight_limit{market="other"} 1200']);
  expect(samples('weight_used')).toEqual(['weight_used 0', 'weight_used{market="other"} 0']);
  expect(samples('weight_planned')).toEqual([
    `weight_planned ${collectorsOf('spot').length * 240}`,
    `weight_planned{market="other"} ${5 * 240}`,
  ]);
  expect(samples('gaps_open')).toEqual(
    expect.arrayContaining(['gaps_open{type="trades"} 0', 'gaps_open{market="other",type="prints"} 0']),
  );
  expect(samples('worker_ticks_total')).toEqual(
    expect.arrayContaining([
      'worker_ticks_total{worker="price"} 7',
      'worker_ticks_total{market="other",worker="other-price"} 7',
    ]),
  );
  world.part = undefined;
  await world.api.board.refresh();
  expect((await world.get('/metrics')).text).not.toContain('binance_collector_weight_limit{');
});

it('what workers say is read once, and not once for each market', async () => {
  await world.api.store.redis.config('RESETSTAT');
  await world.api.board.refresh();
  const stats = await world.api.store.redis.info('commandstats');
  // The reports of all, those of streams and of relays, the listings of each, and the sliding window of the other one.
  expect(/^cmdstat_hgetall:calls=(\d+)/m.exec(stats)?.[1]).toBe('6');
});
