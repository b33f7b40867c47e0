import { dataKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { openBench } from './collecting.ts';

const feeds = ['pair-info', 'price', 'high-low', 'klines-1'];
const priceOf = (code: string) => dataKey('spot', code, 'price');
const candlesOf = (code: string) => dataKey('spot', code, 'klines', 1);

async function open(atEnd: AtEnd) {
  const bench = await openBench({ pairs: ['btcusdt', 'ethusdt'] }, { isRealTime: true });
  atEnd(() => bench.close());
  const exists = async (key: string) => (await bench.store.redis.exists(key)) === 1;
  return {
    bench,
    exists,
    /** As two processes: the one that asks exchangeInfo, and one that follows. */
    startBoth: async () => [await bench.start(feeds.slice(0, 2)), await bench.start(feeds.slice(2))] as const,
    isStored: (code: string) => eventually(async () => (await exists(priceOf(code))) && exists(candlesOf(code))),
    asOf: async (key: string) => Number(await bench.store.redis.hget(`${key}:meta`, 'asOf')),
  };
}

it.concurrent(
  'an edit adds and removes pairs in every process within seconds, the others going on',
  inWorld(open, async ({ bench, exists, startBoth, isStored, asOf }) => {
    await startBoth();
    await Promise.all(['btcusdt', 'ethusdt'].map(isStored));
    const version = await bench.store.redis.hget(`${candlesOf('btcusdt')}:meta`, 'version');
    const editedAt = performance.now();
    bench.edit({ pairs: ['BTCUSDT', 'etcusdt'] });
    await isStored('etcusdt');
    await eventually(
      async () => !(await exists(priceOf('ethusdt'))) && !(await exists(`${candlesOf('ethusdt')}:meta`)),
    );
    expect(performance.now() - editedAt).toBeLessThan(60_000);
    const kept = await asOf(candlesOf('btcusdt'));
    await eventually(async () => (await asOf(candlesOf('btcusdt'))) > kept);
    expect(Number(await bench.store.redis.hget(`${candlesOf('btcusdt')}:meta`, 'version'))).toBeGreaterThanOrEqual(
      Number(version),
    );

    bench.edit({ pairs: ['btcusdt', 'ethusdt', 'etcusdt'] });
    await isStored('ethusdt');
    expect(await bench.store.redis.smembers('collector:known:price')).toContain('ethusdt');
  }),
);

it.concurrent(
  'while exchangeInfo is out of reach the edit is taken and the new pair waits',
  inWorld(open, async ({ bench, exists, startBoth, isStored }) => {
    await startBoth();
    await isStored('btcusdt');
    bench.simulator.inject({ kind: 'status', status: 500, path: 'exchangeInfo' });
    const configOf = async () => (await bench.report('klines-1'))?.config.hash;
    const before = await eventually(configOf);
    bench.edit({ pairs: ['btcusdt', 'etcusdt'] });
    await eventually(async () => (await configOf()) !== before);
    expect(await exists(priceOf('etcusdt'))).toBe(false);
    bench.simulator.clearFaults();
    await isStored('etcusdt');
  }),
);

it.concurrent(
  'at start a pair that is not listed is named and not polled, the others run',
  inWorld(open, async ({ bench, exists, startBoth, isStored }) => {
    bench.edit({ pairs: ['btcusdt', 'nopeusdt', 'ethusdt'] });
    const [first] = await startBoth();
    await Promise.all(['btcusdt', 'ethusdt'].map(isStored));
    await eventually(async () => {
      const listing = await bench.store.redis.hget('collector:listing:spot', 'nopeusdt');
      expect(JSON.parse(listing ?? '{}')).toMatchObject({ status: 'UNLISTED' });
    });
    expect(await exists(priceOf('nopeusdt'))).toBe(false);
    expect(first.lines.filter((line) => line.includes('does not list'))).toHaveLength(1);
  }),
);

it.concurrent(
  'a delisting takes only its own pair down',
  inWorld(open, async ({ bench, exists, startBoth, isStored, asOf }) => {
    await startBoth();
    await Promise.all(['btcusdt', 'ethusdt'].map(isStored));
    bench.simulator.delist('ETHUSDT');
    await eventually(async () => {
      const listing = await bench.store.redis.hget('collector:listing:spot', 'ethusdt');
      expect(JSON.parse(listing ?? '{}')).toMatchObject({ status: 'UNLISTED' });
    });
    const since = await asOf(priceOf('btcusdt'));
    await eventually(async () => (await asOf(priceOf('btcusdt'))) > since + 1_000);
    expect(await exists(priceOf('ethusdt'))).toBe(true);
    // Once all have heard of it, only the listing is looked at, alone and every few seconds.
    const passed = (count: number) => {
      const { requests } = bench.simulator.stats();
      return eventually(() => bench.simulator.stats().requests > requests + count);
    };
    await passed(8);
    bench.simulator.resetStats();
    await passed(12);
    const { byStatus, byPath } = bench.simulator.stats();
    expect(byStatus[400] ?? 0).toBeLessThanOrEqual(byPath['/api/v3/exchangeInfo'] ?? 0);
    expect(byStatus[400] ?? 0).toBeLessThanOrEqual(4);

    bench.simulator.relist('ETHUSDT');
    const relisted = bench.simulator.now();
    await eventually(async () => (await asOf(priceOf('ethusdt'))) > relisted);
  }),
);

it.concurrent(
  'who takes over keeps the data of a pair that was removed and added again while it stood by',
  inWorld(open, async ({ bench, exists, isStored, asOf }) => {
    const first = await bench.start(feeds);
    await isStored('ethusdt');
    const second = await bench.start(feeds);
    const said = (text: string, times = 1) =>
      eventually(() => second.lines.filter((line) => line.includes(text)).length >= times);
    for (const feed of feeds) await said(` ${feed}: standing by`);
    bench.edit({ pairs: ['btcusdt'] });
    await said('configuration taken');
    await eventually(async () => !(await exists(priceOf('ethusdt'))) && !(await exists(candlesOf('ethusdt'))));
    bench.edit({ pairs: ['btcusdt', 'ethusdt'] });
    await said('configuration taken', 2);
    await isStored('ethusdt');
    // It goes where the data is removed.
    const metas = [priceOf('ethusdt'), candlesOf('ethusdt')].map((key) => `${key}:meta`);
    for (const meta of metas) await bench.store.redis.hset(meta, 'mark', 'kept');
    await first.stop();
    for (const feed of feeds) await said(` ${feed}: takes over`);
    const takenAt = bench.simulator.now();
    for (const code of ['btcusdt', 'ethusdt']) {
      for (const key of [priceOf(code), candlesOf(code)]) await eventually(async () => (await asOf(key)) > takenAt);
    }
    for (const meta of metas) expect(await bench.store.redis.hget(meta, 'mark')).toBe('kept');
    expect(second.lines.filter((line) => line.includes('ethusdt: removed from'))).toEqual([]);
  }),
);

it.concurrent(
  'at start removes what it stored of pairs that have left the configuration',
  inWorld(open, async ({ bench, exists, startBoth, isStored }) => {
    const [first, second] = await startBoth();
    await isStored('ethusdt');
    await first.stop();
    await second.stop();
    bench.edit({ pairs: ['btcusdt'] });
    await startBoth();
    await eventually(async () => !(await exists(priceOf('ethusdt'))) && !(await exists(candlesOf('ethusdt'))));
    await eventually(async () => {
      expect(await bench.store.redis.smembers('collector:known:price')).toEqual(['btcusdt']);
    });
  }),
);

it.concurrent(
  'a pair that was halted and trades again, or was rejected by mistake, is polled again; trouble later is still told',
  inWorld(open, async ({ bench, startBoth, isStored, asOf }) => {
    const [, second] = await startBoth();
    await isStored('ethusdt');
    // exchangeInfo still lists the pair: it is asked again because a worker was told otherwise.
    bench.simulator.inject({
      kind: 'status',
      status: 400,
      body: { code: -1121, msg: 'Invalid symbol.' },
      path: 'klines',
      symbol: 'ETHUSDT',
      times: 1,
    });
    await eventually(() => second.lines.some((line) => line.includes('ethusdt: the exchange does not list')));
    // What exchangeInfo says next; the worker that reads it does so within minutes, here at once by a reload.
    bench.edit({ pairs: ['btcusdt', 'ethusdt'], budget: { share: 0.8 } });
    const since = await asOf(candlesOf('ethusdt'));
    await eventually(async () => (await asOf(candlesOf('ethusdt'))) > since + 1_000);
    bench.simulator.inject({ kind: 'status', status: 500, path: 'klines' });
    await eventually(() =>
      second.lines.some((line) => line.includes('klines-1: /api/v3/klines: the exchange answered 500')),
    );
    bench.simulator.clearFaults();
    await eventually(() => second.lines.some((line) => line.includes('klines-1: works again')));
  }),
);

it.concurrent(
  'a pair without a price fails alone',
  inWorld(open, async ({ bench, startBoth, isStored, asOf }) => {
    await startBoth();
    await isStored('ethusdt');
    const since = await asOf(priceOf('btcusdt'));
    bench.simulator.inject({
      kind: 'shape',
      path: 'ticker/price',
      body: [
        { symbol: 'BTCUSDT', price: '10.5' },
        { symbol: 'ETHUSDT', price: '0.00000000' },
      ],
    });
    await eventually(async () => (await asOf(priceOf('btcusdt'))) > since + 1_500);
    await eventually(
      async () => (await bench.report('price'))?.pairs.ethusdt?.lastError?.includes('no value any more') ?? false,
    );
    expect(await bench.store.redis.get(priceOf('ethusdt'))).not.toContain('0.00000000"}');
  }),
);

// By itself: the verdict is waited for by the machine's time, which the others would take.
it(
  'an edit with a pair that the exchange does not list is refused as a whole, by every process',
  inWorld(open, async ({ bench, exists, startBoth, isStored }) => {
    const [first, second] = await startBoth();
    await isStored('btcusdt');
    bench.edit({ pairs: ['btcusdt', 'etcusdt', 'nopeusdt'] });
    for (const { lines } of [first, second]) {
      await eventually(() => lines.some((line) => line.includes('the exchange does not list nopeusdt')));
    }
    expect(await exists(priceOf('etcusdt'))).toBe(false);
    await eventually(async () => {
      const report = await bench.report('klines-1');
      expect(report?.config).toMatchObject({ ok: false, faults: ['pairs: the exchange does not list nopeusdt'] });
    });
  }),
);
