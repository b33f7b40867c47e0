import { dataKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { readListing } from '../../listingOf.ts';
import { openBench } from './collecting.ts';

/** Longer than any name Binance accepts: refused with -1100, not -1121. */
const LONG = 'averylongnameforapairusdt';
const feeds = ['pair-info', 'price', 'high-low', 'book-ticker', 'klines-1'];
const names = ['price', 'high-low', 'book-ticker'] as const;
const refused = (code: number, msg: string) => ({ kind: 'status', status: 400, body: { code, msg } }) as const;

async function open(atEnd: AtEnd) {
  const bench = await openBench({ pairs: ['btcusdt', 'ethusdt'] }, { isRealTime: true });
  atEnd(() => bench.close());
  const asOf = async (key: string) => Number((await bench.store.redis.hget(`${key}:meta`, 'asOf')) ?? 0);
  const ageOf = async (code: string, feed: (typeof names)[number]) =>
    bench.simulator.now() - (await asOf(dataKey('spot', code, feed)));
  return {
    bench,
    asOf,
    ageOf,
    isFresh: (code: string) =>
      eventually(async () => (await Promise.all(names.map((feed) => ageOf(code, feed)))).every((age) => age < 2_000)),
    status: (code: string) => readListing(bench.store, code),
  };
}

// The longest comes first.
it.concurrent(
  'a refusal of the request itself unlists nobody, and costs little',
  inWorld(open, async ({ bench, asOf, status }) => {
    bench.edit({ pairs: ['btcusdt', 'ethusdt', 'etcusdt', 'ltcusdt', 'bnbusdt', 'adausdt'] });
    await bench.start(['pair-info', 'price', 'klines-1']);
    const priceOf = (code: string) => asOf(dataKey('spot', code, 'price'));
    await eventually(async () => (await priceOf('adausdt')) > 0);
    bench.simulator.inject(refused(-1101, 'Too many parameters sent.'));
    bench.simulator.resetStats();
    await eventually(async () => ((await bench.report('klines-1'))?.pairs.btcusdt?.failures ?? 0) > 0);
    // A whole search through six pairs once, then one request each ten seconds.
    const asked = () => bench.simulator.stats().byPath['/api/v3/ticker/price'] ?? 0;
    await eventually(() => asked() >= 12);
    expect(asked()).toBe(12);
    expect((await bench.report('price'))?.pairs.btcusdt?.lastError).toContain('-1101');
    for (const code of ['btcusdt', 'adausdt']) expect(await status(code)).toBe('TRADING');
    bench.simulator.clearFaults();
    const since = bench.simulator.now();
    await eventually(async () => (await priceOf('adausdt')) > since);
  }),
);

it.concurrent(
  'a pair whose name the exchange refuses takes nobody down at a start from nothing: it is UNLISTED',
  inWorld(open, async ({ bench, isFresh, status }) => {
    bench.edit({ pairs: ['btcusdt', LONG, 'ethusdt', 'nopeusdt'] });
    await bench.start(feeds);
    await Promise.all(['btcusdt', 'ethusdt'].map(isFresh));
    await eventually(async () =>
      expect([await status(LONG), await status('nopeusdt')]).toEqual(['UNLISTED', 'UNLISTED']),
    );
    expect((await bench.report('pair-info'))?.pairs).not.toHaveProperty('btcusdt');
  }),
);

it.concurrent(
  'a start with nothing but such a pair finds that out, too',
  inWorld(open, async ({ bench, status }) => {
    bench.edit({ pairs: [LONG] });
    await bench.start(feeds);
    await eventually(async () => expect(await status(LONG)).toBe('UNLISTED'));
  }),
);

it.concurrent(
  'one pair that a batch is refused for is found in the same tick, whatever the code; the others go on',
  inWorld(open, async ({ bench, ageOf, isFresh, status }) => {
    await bench.start(feeds);
    await Promise.all(['btcusdt', 'ethusdt'].map(isFresh));
    bench.simulator.inject({ ...refused(-1102, 'Something is malformed.'), symbol: 'ETHUSDT', path: 'ticker/price' });
    await eventually(async () => expect(await status('ethusdt')).toBe('UNLISTED'));
    expect(await ageOf('btcusdt', 'price')).toBeLessThan(2_500);
  }),
);

it.concurrent(
  'a refusal of a request for one pair that does not blame its name unlists nobody',
  inWorld(open, async ({ bench, isFresh, status }) => {
    await bench.start(feeds);
    await Promise.all(['btcusdt', 'ethusdt'].map(isFresh));
    bench.simulator.inject({ ...refused(-1100, "Illegal characters found in parameter 'limit'."), path: 'klines' });
    await eventually(async () => ((await bench.report('klines-1'))?.pairs.btcusdt?.failures ?? 0) > 0);
    expect([await status('btcusdt'), await status('ethusdt')]).toEqual(['TRADING', 'TRADING']);
  }),
);

// By themselves: the verdict is waited for by the machine's time, which the others would take.
it.each([
  ['whose name the exchange refuses', LONG, undefined],
  [
    'that is refused with a code that says nothing of pairs',
    'etcusdt',
    refused(-1130, 'Data sent for a parameter is not valid.'),
  ],
])(
  'an edit that adds a pair %s is refused and names it',
  inWorld(open, async ({ bench, isFresh }, _name, code, fault) => {
    const collecting = await bench.start(feeds);
    await Promise.all(['btcusdt', 'ethusdt'].map(isFresh));
    if (fault !== undefined) bench.simulator.inject({ ...fault, symbol: code, path: 'exchangeInfo' });
    bench.edit({ pairs: ['btcusdt', 'ethusdt', 'ltcusdt', code] });
    await eventually(async () => {
      const report = await bench.report('price');
      expect(report?.config).toMatchObject({ ok: false, faults: [`pairs: the exchange does not list ${code}`] });
    });
    expect(collecting.lines.filter((line) => line.includes('configuration taken'))).toEqual([]);
  }),
);
