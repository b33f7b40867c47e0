import { eventually } from '../../../eventually.ts';
import { missingIn, type OnStreams, openOnStreams } from './onStreams.ts';

const NAMES = ['trades', 'klines-1', 'depth'];
const PAIRS = ['btcusdt', 'ethusdt'];
let bench: OnStreams;
afterEach(async () => {
  await bench.close();
});

it('an edit moves feeds from REST to streams and back, and nothing is lost on the way', async () => {
  bench = await openOnStreams(PAIRS, { transport: 'poll' });
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
});

it('a pair that is added is followed, and no stream of another one is touched', async () => {
  bench = await openOnStreams(['btcusdt', 'ethusdt', 'ltcusdt']);
  bench.edit({ pairs: PAIRS, transport: 'stream' });
  await bench.start(['price', 'book-ticker', 'pair-info']);
  await eventually(async () => expect((await bench.ages()).get('book-ticker btcusdt')).toBeLessThan(3_000));
  const { attempts } = bench.simulator.stats().streams;
  bench.edit({ pairs: [...PAIRS, 'ltcusdt'], transport: 'stream' });
  await eventually(async () => expect((await bench.ages()).get('book-ticker ltcusdt')).toBeLessThan(3_000));
  expect(bench.simulator.stats().streams.attempts).toBe(attempts);
  bench.edit({ pairs: PAIRS, transport: 'stream' });
  await eventually(() => expect(bench.simulator.stats().streams.streams).toBe(6));
});
