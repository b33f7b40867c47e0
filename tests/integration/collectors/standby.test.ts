import { hostname } from 'node:os';
import { eventually } from '../../eventually.ts';
import { type Bench, openBench } from './collecting.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ pairs: ['btcusdt'] });
});
afterAll(() => bench.close());

it('a collector that starts as a standby says once who writes, and says when it takes over', async () => {
  const first = await bench.start(['pair-info', 'price']);
  await eventually(async () => (await bench.report('price')) !== undefined);
  const second = await bench.start(['price']);
  const said = () =>
    second.lines.filter((line) => / price: /.test(line)).map((line) => line.split(' ').slice(3).join(' '));
  await eventually(() => said().length > 0);
  // Several attempts later it has nothing to add.
  const attempts = bench.clocks.monotonic() + 1_500;
  await eventually(() => bench.clocks.monotonic() > attempts);
  const standsBy = `price: standing by: process ${process.pid} of ${hostname()} writes`;
  expect(said()).toEqual([standsBy]);
  await first.stop();
  await eventually(() => said().length > 1);
  expect(said()).toEqual([standsBy, 'price: takes over: it writes from now on']);
  expect(first.lines.filter((line) => /standing by|takes over/.test(line))).toEqual([]);
});
