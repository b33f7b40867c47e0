import { dataKey } from '../../../../store/redis/keys.ts';
import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { busySymbols, missingIn, openOnStreams } from './onStreams.ts';

async function open(atEnd: AtEnd) {
  const bench = await openOnStreams(['btcusdt', 'ethusdt'], {}, { symbols: busySymbols });
  atEnd(() => bench.close());
  return bench;
}

it.concurrent(
  'a socket that is closed costs no trade: what came meanwhile is put on record and fetched',
  inWorld(open, async (bench) => {
    await bench.start(['trades', 'pair-info', 'price']);
    await bench.fresh(['trades', 'price']);
    await bench.heard();
    bench.simulator.inject({ kind: 'stream-refuse', status: 503, forMs: 6_000 });
    bench.simulator.inject({ kind: 'stream-close' });
    await eventually(() => bench.simulator.faults().length === 0);
    await bench.fresh(['trades', 'price']);
    await eventually(async () => {
      const open = (await bench.gaps('trades')).filter(({ state }) => state === 'open');
      expect(open).toEqual([]);
    });
    for (const pair of ['btcusdt', 'ethusdt']) expect([pair, missingIn(await bench.tradeIds(pair))]).toEqual([pair, 0]);
  }),
);

it.concurrent(
  'a trade that a stream leaves out is fetched, and its cause is the stream',
  inWorld(open, async (bench) => {
    await bench.start(['trades', 'pair-info']);
    await bench.fresh(['trades']);
    await bench.heard();
    // Where REST is just asked for what it knows, it brings the trade before the next one shows that it lacks: then there is no gap.
    const known = async () =>
      (await bench.gaps('trades')).filter(({ code, cause }) => code === 'btcusdt' && cause === 'stream-down');
    const newest = async () => (await bench.tradeIds('btcusdt')).at(-1) ?? 0;
    for (let times = 0; times < 10 && (await known()).length === 0; times++) {
      bench.simulator.inject({ kind: 'stream-gap', stream: 'btcusdt@aggTrade' });
      await eventually(() => bench.simulator.faults().length === 0);
      const last = await newest();
      await eventually(async () => (await newest()) > last);
    }
    const filled = await eventually(async () => {
      const gaps = await known();
      return gaps.every(({ state }) => state === 'filled') && gaps;
    }, 30_000);
    expect(filled).toMatchObject([{ code: 'btcusdt', cause: 'stream-down', state: 'filled' }]);
    expect(missingIn(await bench.tradeIds('btcusdt'))).toBe(0);
  }),
);

it.concurrent(
  'a book that misses a change is stale at once, and in step again by a snapshot; no other book is',
  inWorld(open, async (bench) => {
    await bench.start(['depth', 'pair-info']);
    await bench.fresh(['depth']);
    const before = await bench.report('depth');
    bench.simulator.inject({ kind: 'stream-gap', stream: 'btcusdt@depth@100ms' });
    await eventually(async () => {
      const now = await bench.report('depth');
      expect(now?.counters.lostSteps).toBe((before?.counters.lostSteps ?? 0) + 1);
    });
    await eventually(async () => expect((await bench.depth('btcusdt')).isOutOfStep).toBe(false), 10_000);
    await bench.fresh(['depth']);
    expect((await bench.depth('ethusdt')).isOutOfStep).toBe(false);
  }),
);

it.concurrent(
  'a stream that is silent alone is found by what others tell, and served by REST until it speaks',
  inWorld(open, async (bench) => {
    await bench.start(['trades', 'pair-info', 'high-low', 'klines-1']);
    await bench.fresh(['trades', 'klines-1']);
    await bench.heard();
    const before = bench.simulator.stats().byPath['/api/v3/aggTrades'] ?? 0;
    bench.simulator.inject({ kind: 'stream-silent', stream: 'btcusdt@aggTrade' });
    await eventually(() => {
      expect(bench.simulator.stats().byPath['/api/v3/aggTrades'] ?? 0).toBeGreaterThan(before + 1);
    }, 45_000);
    await bench.fresh(['trades'], 30_000);
    bench.simulator.clearFaults();
    await eventually(async () => {
      const ages = await bench.ages();
      expect(ages.get('trades btcusdt')).toBeLessThan(3_000);
    });
    await eventually(async () => expect(missingIn(await bench.tradeIds('btcusdt'))).toBe(0));
  }),
);

it.concurrent(
  'rubbish of all kinds is left out and counted, ends no socket, and is never stored',
  inWorld(open, async (bench) => {
    const collecting = await bench.start(['book-ticker', 'pair-info', 'trades']);
    await bench.fresh(['book-ticker', 'trades']);
    await bench.heard();
    const { attempts } = bench.simulator.stats().streams;
    const frames = [
      'garbage',
      'html',
      'binary',
      'outer',
      'shape',
      'other-symbol',
      'unknown-event',
      'negative',
      'null',
    ] as const;
    for (const frame of [...frames, 'microseconds', '1970', 'huge-ids'] as const) {
      bench.simulator.inject({ kind: 'stream-frame', frame, stream: 'btcusdt@bookTicker', times: 3 });
      bench.simulator.inject({ kind: 'stream-frame', frame, stream: 'btcusdt@aggTrade', times: 1 });
    }
    await eventually(() => expect(bench.simulator.faults()).toEqual([]), 60_000);
    await bench.fresh(['book-ticker', 'trades']);
    expect(bench.simulator.stats().streams.attempts).toBe(attempts);
    await eventually(async () => expect(missingIn(await bench.tradeIds('btcusdt'))).toBe(0));
    const stored = await bench.store.redis.get(dataKey('spot', 'btcusdt', 'book-ticker'));
    expect(stored).toMatch(/^\{"symbol":"BTCUSDT","bidPrice":"[1-9]/);
    // Once a burst, not once a frame.
    expect(collecting.lines.filter((line) => / warn | error /.test(line)).length).toBeLessThan(25);
  }),
);
