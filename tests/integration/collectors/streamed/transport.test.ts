import { eventually } from '../../../eventually.ts';
import { type AtEnd, inWorld } from '../../../inWorld.ts';
import { busySymbols, missingIn, openOnStreams } from './onStreams.ts';

const NAMES = ['trades', 'klines-1', 'depth'];
const PAIRS = ['btcusdt', 'ethusdt'];
async function open(atEnd: AtEnd, pairs: readonly string[], config: object) {
  const bench = await openOnStreams(pairs, config, { symbols: busySymbols });
  atEnd(() => bench.close());
  return bench;
}

it.concurrent(
  'an edit moves feeds from REST to streams and back, and nothing is lost on the way',
  inWorld(
    (atEnd) => open(atEnd, PAIRS, { transport: 'poll' }),
    async (bench) => {
      await bench.start(['trades', 'klines-1', 'depth', 'pair-info']);
      await bench.fresh(NAMES);
      expect(bench.simulator.stats().streams.connections).toBe(0);
      bench.edit({ pairs: PAIRS, transport: 'stream' });
      await eventually(async () => expect(await bench.report('trades')).toMatchObject({ served: 'stream' }));
      await eventually(() => expect(bench.simulator.stats().streams.streams).toBeGreaterThan(0));
      await bench.fresh(NAMES);
      bench.edit({ pairs: PAIRS, transport: 'stream', feeds: { trades: { transport: 'poll' } } });
      await eventually(async () => expect(await bench.report('trades')).toMatchObject({ served: 'poll' }));
      await bench.fresh(NAMES);
      bench.edit({ pairs: PAIRS, transport: 'poll' });
      await eventually(() => expect(bench.simulator.stats().streams.streams).toBe(0));
      await bench.fresh(NAMES);
      for (const pair of PAIRS) expect([pair, missingIn(await bench.tradeIds(pair))]).toEqual([pair, 0]);
    },
  ),
);

it.concurrent(
  'a pair that is added is followed, and no stream of another one is touched',
  inWorld(
    (atEnd) => open(atEnd, [...PAIRS, 'ltcusdt'], {}),
    async (bench) => {
      bench.edit({ pairs: PAIRS, transport: 'stream' });
      await bench.start(['price', 'book-ticker', 'pair-info']);
      await eventually(async () => expect((await bench.ages()).get('book-ticker btcusdt')).toBeLessThan(3_000));
      const { attempts } = bench.simulator.stats().streams;
      bench.edit({ pairs: [...PAIRS, 'ltcusdt'], transport: 'stream' });
      await eventually(async () => expect((await bench.ages()).get('book-ticker ltcusdt')).toBeLessThan(3_000));
      expect(bench.simulator.stats().streams.attempts).toBe(attempts);
      bench.edit({ pairs: PAIRS, transport: 'stream' });
      await eventually(() => expect(bench.simulator.stats().streams.streams).toBe(6));
    },
  ),
);
