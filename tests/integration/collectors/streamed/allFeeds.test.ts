import { collectorsOf } from '../../../../markets/markets.js';
import { collectorKey } from '../../../../store/keys.ts';
import { readLatest } from '../../../../store/latest.ts';
import { readSeries } from '../../../../store/series.ts';
import { eventually } from '../../../eventually.ts';
import { type Bench, openBench } from '../collecting.ts';

let bench: Bench;
afterEach(async () => {
  await bench.close();
});

const PAIRS = ['btcusdt', 'ethusdt', 'xvgusdt'];

it('every feed of every pair comes by streams, and stays fresh by them alone', async () => {
  bench = await openBench({ pairs: PAIRS, transport: 'stream', log: { level: 'debug' } }, { isRealTime: true });
  const collecting = await bench.start();
  const streamed = collectorsOf('spot').filter(({ row }) => row.streams !== undefined);
  const ages = async () => {
    const now = bench.simulator.now();
    const found: Record<string, number | null> = {};
    for (const collector of streamed) {
      for (const pair of PAIRS) {
        const key = collectorKey(collector, pair);
        const { meta } =
          collector.row.shape === 'series'
            ? await readSeries(bench.store, key, { offset: 0 }, 1)
            : await readLatest(bench.store, key);
        found[`${collector.name} ${pair}`] = meta === null ? null : now - meta.asOf;
      }
    }
    return found;
  };
  const start = performance.now();
  await eventually(async () => {
    const old = Object.entries(await ages()).filter(([, age]) => age === null || age > 2_000);
    return old.length === 0;
  }, 60_000);
  console.log('fresh after', performance.now() - start);
  for (let second = 0; second < 20; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const all = await ages();
    if (second > 17)
      console.log(
        JSON.stringify(Object.fromEntries(Object.entries(all).filter(([, age]) => age === null || age > 1_500))),
      );
  }
  console.log(JSON.stringify(bench.simulator.stats(), null, 1).slice(0, 3000));
  console.log(
    collecting.lines
      .filter((l) => l.includes('out of step') || !l.includes('plan'))
      .slice(-30)
      .join('\n'),
  );
  for (const name of ['trades', 'depth', 'price', 'klines-1', 'klines-1440'])
    console.log(name, JSON.stringify((await bench.report(name))?.counters), (await bench.report(name))?.served);
}, 200_000);
