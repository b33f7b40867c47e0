import { dataKey } from '../../../store/redis/keys.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, openBench } from './collecting.ts';

const collected = { pairs: ['btcusdt'], retention: { klines: 100 } };
const key = dataKey('spot', 'btcusdt', 'klines', 5);
let bench: Bench;
const rows = () => bench.store.redis.zcard(key);

beforeEach(async () => {
  bench = await openBench(collected);
});
afterEach(() => bench.close());

it('an interval that an edit disables keeps its rows, says so, and once enabled has its history again, cleared or not', async () => {
  const { lines } = await bench.start(['pair-info', 'klines-1', 'klines-5']);
  await eventually(async () => (await rows()) === 100);

  bench.edit({ ...collected, klines: { intervals: [1] } });
  await eventually(async () => (await bench.report('klines-5'))?.state === 'disabled');
  const said = 'disabled: klines-5; what is stored stays until it is removed with: npm run clear -- --disabled --yes';
  expect(lines.filter((line) => line.includes(said))).toHaveLength(1);
  const asOf = await bench.store.redis.hget(`${key}:meta`, 'asOf');
  const tick = (await bench.report('klines-1'))?.counters.ticks ?? 0;
  await eventually(async () => ((await bench.report('klines-1'))?.counters.ticks ?? 0) > tick + 1);
  expect([await rows(), await bench.store.redis.hget(`${key}:meta`, 'asOf')]).toEqual([100, asOf]);

  await bench.store.redis.unlink(key, `${key}:meta`, 'collector:known:klines-5', 'collector:gaps:klines-5');
  bench.edit(collected);
  await eventually(async () => (await rows()) === 100);
  expect(await bench.store.redis.smembers('collector:known:klines-5')).toEqual(['btcusdt']);
});
