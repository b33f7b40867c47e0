import { dataKey } from '../../../../store/redis/keys.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { openBench } from '../collecting.ts';

/** What CONFIG.json says of futures, at the start and by an edit. */

const figures = [
  'open-interest-hist',
  'top-long-short-positions',
  'top-long-short-accounts',
  'long-short-accounts',
  'taker-volume',
  'basis',
];
const off = Object.fromEntries(
  [
    ...figures,
    'trades',
    'depth',
    'high-low',
    'book-ticker',
    'mark-price',
    'funding-rate',
    'open-interest',
    'klines',
  ].map((feed) => [feed, { enabled: false }]),
);
const spot = {
  pairs: ['btcusdt'],
  klines: { intervals: [1] },
  feeds: { trades: { enabled: false }, depth: { enabled: false } },
};
const usdm = { pairs: ['btcusdt'], feeds: off, klines: { intervals: [1] } };

const opening = (content: object) => async (atEnd: AtEnd) => {
  const bench = await openBench(content, { isRealTime: true });
  atEnd(() => bench.close());
  const collecting = await bench.start();
  const priceOf = async (code: string, market: 'spot' | 'usdm' = 'usdm') =>
    (await readLatest(bench.store, dataKey(market, code, 'price'))).value;
  const said = (part: string) => eventually(() => expect(collecting.lines.join('\n')).toContain(part));
  return { bench, priceOf, said };
};

it.concurrent(
  'without the section nothing of futures runs: nothing is asked for, nothing stored, nothing said',
  inWorld(opening(spot), async ({ bench, priceOf }) => {
    await eventually(async () => expect(await priceOf('btcusdt', 'spot')).not.toBeNull());
    await eventually(async () => expect(await bench.report('klines-1')).toMatchObject({ state: 'active' }));
    expect(Object.keys(bench.simulator.stats().byPath).filter((path) => !path.startsWith('/api/v3/'))).toEqual([]);
    const keys = await bench.store.redis.keys('*');
    expect(keys.filter((key) => key.includes('usdm'))).toEqual([]);
  }),
);

it.concurrent(
  'pairs are added and removed while it runs, and a pair that is not listed refuses the edit',
  inWorld(opening({ ...spot, usdm }), async ({ bench, priceOf, said }) => {
    await eventually(async () => expect(await priceOf('btcusdt')).not.toBeNull());
    bench.edit({ ...spot, usdm: { ...usdm, pairs: ['btcusdt', 'ethusdt'] } });
    await eventually(async () => expect(await priceOf('ethusdt')).not.toBeNull());
    await said('usdm ethusdt added');
    bench.edit({ ...spot, usdm: { ...usdm, pairs: ['btcusdt', 'nonesuchusdt'] } });
    await said('usdm.pairs: the exchange does not list nonesuchusdt');
    expect(await priceOf('ethusdt')).not.toBeNull();
    bench.edit({ ...spot, usdm: { ...usdm, pairs: ['btcusdt'] } });
    await eventually(async () => expect(await priceOf('ethusdt')).toBeNull());
    expect(await priceOf('btcusdt', 'spot')).not.toBeNull();
  }),
);

it.concurrent(
  'the first section in a running process is said to need a restart, and spot goes on',
  inWorld(opening(spot), async ({ bench, priceOf, said }) => {
    await eventually(async () => expect(await priceOf('btcusdt', 'spot')).not.toBeNull());
    bench.edit({ ...spot, usdm });
    await said('usdm: is in the configuration, but not collected yet: restart the collectors');
    const before = bench.simulator.now();
    await eventually(async () => {
      const { meta } = await readLatest(bench.store, dataKey('spot', 'btcusdt', 'price'));
      expect(meta?.asOf ?? 0).toBeGreaterThan(before);
    });
    expect(await priceOf('btcusdt')).toBeNull();
  }),
);
