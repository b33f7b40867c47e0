import { dataKey } from '../../../../store/redis/keys.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { readListing } from '../../../listingOf.ts';
import { openBench } from '../collecting.ts';

const usdm = {
  pairs: ['btcusdt'],
  klines: { intervals: [1] },
  feeds: { trades: { enabled: false }, depth: { enabled: false }, price: { transport: 'poll' } },
};

async function open(atEnd: AtEnd) {
  const bench = await openBench(
    { pairs: ['btcusdt'], klines: { intervals: [1] }, feeds: { trades: { enabled: false } }, usdm },
    { isRealTime: true },
  );
  atEnd(() => bench.close());
  await bench.start(['usdm-pair-info', 'usdm-price', 'usdm-open-interest']);
  return bench;
}

it.concurrent(
  'one endpoint that does not know a listed contract fails alone, the listings are looked at, and nothing else of the pair is held up',
  inWorld(open, async (bench) => {
    const { simulator, store } = bench;
    const looks = () => simulator.stats().byPath['/fapi/v1/exchangeInfo'] ?? 0;
    const status = () => readListing(store, 'btcusdt', 'usdm');
    const priceAsOf = async () =>
      Number((await store.redis.hget(`${dataKey('usdm', 'btcusdt', 'price')}:meta`, 'asOf')) ?? 0);
    await eventually(async () => expect(await status()).toBe('TRADING'));
    const before = looks();
    simulator.inject({
      ...{ kind: 'status', status: 400, path: '/fapi/v1/openInterest' },
      body: { code: -1121, msg: 'Invalid symbol.' },
    });
    await eventually(async () => {
      const pair = (await bench.report('usdm-open-interest'))?.pairs.btcusdt;
      expect(pair?.lastError).toBe('the exchange lists this pair, but does not know it here');
      expect(await status()).toBe('TRADING');
    });
    await eventually(() => expect(looks()).toBeGreaterThan(before));
    const since = simulator.now();
    await eventually(async () => expect(await priceAsOf()).toBeGreaterThan(since));
    expect(await status()).toBe('TRADING');
  }),
);
