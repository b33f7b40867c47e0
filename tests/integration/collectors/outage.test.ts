import { dataKey } from '../../../store/keys.ts';
import { readSeries } from '../../../store/series.ts';
import { eventually } from '../../eventually.ts';
import { type Bench, openBench } from './collecting.ts';

const HOUR = 3_600_000;
const collectors = ['pair-info', 'trades', 'klines-1'];
const trades = dataKey('spot', 'btcusdt', 'trades');
const candles = dataKey('spot', 'btcusdt', 'klines', 1);
let bench: Bench;
beforeEach(async () => {
  bench = await openBench({ pairs: ['btcusdt'], retention: { klines: 2000, trades: 5000 } });
});
afterEach(() => bench.close());

/** Scores of a series, oldest first. */
async function scores(key: string): Promise<number[]> {
  const { rows } = await readSeries(bench.store, key, { offset: 0 }, 10_000);
  return rows.map((row) => Number(JSON.parse(row)[0])).reverse();
}
const isFresh = (key: string) =>
  eventually(async () => {
    const asOf = Number(await bench.store.redis.hget(`${key}:meta`, 'asOf'));
    return Math.abs(bench.simulator.now() - asOf) < 2_000;
  }, 15_000);

/** Nothing runs while the exchange goes on for so long. */
async function outage(lengthMs: number): Promise<void> {
  const running = await bench.start(collectors);
  await Promise.all([isFresh(trades), isFresh(candles)]);
  await running.stop();
  bench.simulator.setClockOffset(lengthMs);
  await bench.start(collectors);
  await Promise.all([isFresh(trades), isFresh(candles)]);
}

it('continues trades from the last stored id over several pages, and candles, without a hole', async () => {
  await outage(2.5 * HOUR);
  const ids = await scores(trades);
  expect(ids.length).toBeGreaterThan(2_000);
  expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
  const opens = await scores(candles);
  expect(opens).toEqual(opens.map((_, index) => (opens[0] ?? 0) + index * 60_000));
});

it('after an outage longer than a page of candles fills the hole, and trades from where retention begins', async () => {
  await outage(20 * HOUR);
  await eventually(async () => {
    const opens = await scores(candles);
    expect(opens).toHaveLength(2_000);
    expect(opens).toEqual(opens.map((_, index) => (opens[0] ?? 0) + index * 60_000));
  }, 10_000);
  await eventually(async () => {
    const ids = await scores(trades);
    expect(ids).toHaveLength(5_000);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
  }, 10_000);
});
