import { collectorsOf, markets as realTables } from '../../../../markets/markets.js';
import { reserveWeight } from '../../../../store/budget/fixedWindow.ts';
import { pauseEgress } from '../../../../store/budget/pause.ts';
import { writeLimits } from '../../../../store/market/limits.ts';
import { writeListings } from '../../../../store/market/listing.ts';
import { dataKey, sourceKey } from '../../../../store/redis/keys.ts';
import { code, configWith, NOW } from '../apiFixture.ts';
import { feeds, MINUTE, OTHER_NOW, other, otherMarket, wholePart } from './otherMarket.ts';

const world = otherMarket();

describe('/health', () => {
  it('shows the other market beside spot', async () => {
    await world.api.store.redis.hset(sourceKey, other, 'made-up');
    await writeLimits(world.api.store, other, { weightPerMinute: 2000 });
    const account = { egress: 'local', market: other };
    const wanted = { weight: 30, allowance: 1000, now: OTHER_NOW, marginMs: 0 };
    await reserveWeight(world.api.store, account, wanted);
    await world.reportAll();
    await world.api.report('other-price', {
      exchange: { trouble: { error: 'gone', since: NOW } },
      pairs: { [code]: { failures: 2, lastError: 'its own', waitingAt: null } },
    });
    const { body } = await world.get('/health');
    expect(Object.keys(body.markets)).toEqual(['other']);
    expect(body.markets.other).toMatchObject({
      source: 'made-up',
      exchange: { name: 'The made-up exchange', reachable: true },
      weight: {
        limit: 2000,
        budget: 1800,
        planned: 5 * 240,
        used: 30,
        level: 1,
        rung: 1,
        minute: Math.floor(OTHER_NOW / MINUTE) * MINUTE,
      },
    });
    expect(body).toMatchObject({
      at: NOW,
      source: null,
      exchange: { name: 'Binance' },
      weight: { limit: 6000, used: 0, planned: collectorsOf('spot').length * 240 },
    });
    const price = body.feeds.filter(({ type }: { type: string }) => type === 'price');
    expect(price).toMatchObject([
      { code: 'btcusdt', age: 0, failures: 0 },
      { code: 'ethusdt', failures: 0 },
      { market: 'other', code: 'btcusdt', failures: 2, lastError: 'its own', stale: false },
      { market: 'other', code: 'dogeusdt', failures: 0, stale: true },
    ]);
    expect(price.map((row: object) => 'market' in row)).toEqual([false, false, true, true]);
    const named = body.workers.filter((worker: object) => 'market' in worker);
    expect(named.map(({ name }: { name: string }) => name)).toEqual([
      'other-state',
      'other-price',
      'other-ladder',
      'other-prints',
      'other-bars-1',
    ]);
    expect(body.disabled.filter((row: object) => 'market' in row)).toHaveLength(1);
  });

  it('has the status of the worst market', async () => {
    world.api.config = configWith({ pairs: ['btcusdt'], feeds: onlySpot('price', 'depth') });
    world.part = { ...wholePart, pairs: ['btcusdt'], feeds: only('price', 'ladder') };
    await world.reportAll();
    expect((await world.get('/health')).body).toMatchObject({ status: 'ok', warnings: [] });
    expect((await world.get('/ready')).body).toEqual({ status: 'ready', at: NOW, feeds: 4 });

    await pauseEgress(
      world.api.store,
      { egress: 'local', market: other },
      { status: 429, until: OTHER_NOW + MINUTE },
      OTHER_NOW,
    );
    const paused = (await world.get('/health')).body;
    expect(paused).toMatchObject({
      status: 'degraded',
      pauses: [{ market: 'other', status: 429, until: OTHER_NOW + MINUTE }],
    });
    await world.api.store.redis.del('collector:pause:local:other');

    const trouble = { error: 'gone', since: NOW };
    for (const name of ['other-price', 'other-ladder']) await world.api.report(name, { exchange: { trouble } });
    const unreachable = (await world.get('/health')).body;
    expect(unreachable).toMatchObject({ status: 'degraded', exchange: { reachable: true, error: null } });
    expect(unreachable.markets.other.exchange.error).toBe('The made-up exchange cannot be reached: gone');
    await world.reportAll();

    await writeListings(world.api.store, other, new Map([[code, { status: 'UNLISTED', asOf: NOW }]]));
    expect((await world.get('/health')).body).toMatchObject({
      status: 'degraded',
      warnings: [
        'nothing of other is collected: the exchange lists none of the pairs; correct other.pairs in CONFIG.json',
      ],
    });
    await world.api.store.redis.del(
      'collector:listing:other',
      dataKey(other, code, 'price'),
      `${dataKey(other, code, 'price')}:meta`,
    );
    expect((await world.get('/health')).body).toMatchObject({ status: 'stale' });
    expect((await world.get('/ready')).body).toMatchObject({
      staleCount: 1,
      stale: [{ market: 'other', type: 'price', code }],
    });
  });
});

const only = (...names: string[]) =>
  Object.fromEntries(Object.keys(feeds).map((feed) => [feed, { enabled: names.includes(feed), everySeconds: 4 }]));
const onlySpot = (...names: string[]) =>
  Object.fromEntries(Object.keys(realTables.spot.feeds).map((feed) => [feed, { enabled: names.includes(feed) }]));
