import { intervalName } from '../../../exchanges/binance/intervals.ts';
import { intervalMinutes } from '../../../markets/intervals.js';
import { collectorsOf, type Interval } from '../../../markets/markets.js';
import { type Candle, FINAL, FORMING, parseCandle, ROLLED_UP } from '../../../model/candle.ts';
import { openTimeOf } from '../../../model/candleTime.ts';
import type { Simulator } from '../../../simulator/createSimulator.ts';
import { dataKey } from '../../../store/redis/keys.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { spotCandles } from '../../spotCandles.ts';
import { type Bench, openBench } from './collecting.ts';

const collectors = collectorsOf('spot');

const names = collectors.map(({ name }) => name).filter((name) => name === 'pair-info' || name.startsWith('klines'));
const coarse = intervalMinutes.filter((interval) => interval > 1);
const config = { pairs: ['btcusdt'], klines: { mode: 'rollup' } };

const newest = async (bench: Bench, interval: Interval, count = 3, code = 'btcusdt'): Promise<Candle[]> => {
  const { rows } = await readSeries(bench.store, dataKey('spot', code, 'klines', interval), { offset: 0 }, count);
  return rows.map((member) => parseCandle(spotCandles, member));
};
async function exchangeSays({ url }: Simulator, interval: Interval, openTime: number): Promise<unknown[]> {
  const query = `symbol=BTCUSDT&interval=${intervalName(interval)}&startTime=${openTime}&limit=1`;
  const reply = await fetch(`${url}/api/v3/klines?${query}`);
  return ((await reply.json()) as unknown[][])[0] ?? [];
}

describe('candles rolled up over the turn of a month, a week, a day and an hour', () => {
  // The first of June 2026 is a Monday.
  const turn = Date.UTC(2026, 5, 1);
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(config, { at: turn - 22_000 });
    await bench.start(names);
  });
  afterAll(() => bench.close());

  it.each(coarse)('%i: is the sum of the finer ones, a tick behind the minute', async (interval) => {
    const candle = await eventually(async () => {
      const [first] = await newest(bench, interval, 1);
      return first?.[12] === ROLLED_UP && first;
    });
    expect(candle[0]).toBe(openTimeOf(interval, turn - 1));
    expect(candle[6]).toBe(turn - 1);
  });

  it('asks the exchange only for the minutes', async () => {
    await eventually(() => bench.simulator.now() > turn - 5_000);
    bench.simulator.resetStats();
    await eventually(() => bench.simulator.now() > turn - 2_000);
    // Three seconds.
    expect(bench.simulator.stats().byPath['/api/v3/klines']).toBeLessThanOrEqual(4);
  });

  it('closes them all with their last trades, then has each confirmed', async () => {
    await eventually(() => bench.simulator.now() > turn);
    bench.simulator.resetStats();
    await eventually(async () => {
      for (const interval of coarse) {
        const [forming, closed] = await newest(bench, interval, 2);
        expect(forming?.[0]).toBe(turn);
        expect(closed?.[12]).toBe(FINAL);
      }
    });
    for (const interval of coarse) {
      const [, closed] = await newest(bench, interval, 2);
      expect(closed?.slice(0, 12)).toEqual(
        await exchangeSays(bench.simulator, interval, openTimeOf(interval, turn - 1)),
      );
    }
    // A sum that is late is compared with the next confirmation, a minute later.
    await eventually(async () => {
      const counters = await Promise.all(
        coarse.map(async (interval) => (await bench.report(`klines-${interval}`))?.counters),
      );
      expect(counters.map((counter) => counter?.differences)).toEqual(coarse.map(() => 0));
      expect(counters.some((counter) => counter?.compared === 1)).toBe(true);
    });
  });
});

describe('a rolled-up candle', () => {
  let bench: Bench;
  const closes = Date.UTC(2026, 5, 10, 9, 50);
  const start = async (secondsToClose: number) => {
    const klines = { mode: 'rollup', intervals: [1, 5, 60] };
    bench = await openBench({ pairs: ['btcusdt'], klines }, { at: closes - secondsToClose * 1000 });
    return bench.start(['pair-info', 'klines-1', 'klines-5', 'klines-60']);
  };
  afterEach(() => bench.close());
  const isRolledUp = (interval: Interval) =>
    eventually(async () => (await newest(bench, interval, 1))[0]?.[12] === ROLLED_UP);
  const minutes = dataKey('spot', 'btcusdt', 'klines', 1);

  it('that differs from the exchange is replaced by its row, counted, and logged with both', async () => {
    const running = await start(10);
    await isRolledUp(5);
    // One of its minutes is tampered with in Redis.
    const opens = closes - 300_000;
    const [member = ''] = await bench.store.redis.zrangebyscore(minutes, opens, opens);
    await bench.store.redis.zremrangebyscore(minutes, opens, opens);
    await bench.store.redis.zadd(
      minutes,
      opens,
      JSON.stringify(parseCandle(spotCandles, member).with(5, '999.00000000')),
    );
    const closed = await eventually(async () => {
      const [, before] = await newest(bench, 5, 2);
      return before?.[0] === opens && before[12] === FINAL && before;
    });
    expect(closed.slice(0, 12)).toEqual(await exchangeSays(bench.simulator, 5, opens));
    await eventually(async () => {
      expect((await bench.report('klines-5'))?.counters).toMatchObject({ compared: 1, differences: 1 });
    });
    const said = running.lines.find((line) => line.includes("differs from the exchange's")) ?? '';
    expect(said).toContain(closed[5]);
  });

  it('goes on after a restart; where a minute is missing it is polled, from weight that is left', async () => {
    const running = await start(50);
    await isRolledUp(60);
    await running.stop();
    await bench.start(['pair-info', 'klines-1']);
    const hour = await bench.start(['klines-60']);
    await eventually(async () => {
      const [candle] = await newest(bench, 60, 1);
      expect(candle?.[12]).toBe(ROLLED_UP);
      expect(candle?.[8]).toBe((await exchangeSays(bench.simulator, 60, candle?.[0] ?? 0))[8]);
    });

    await hour.stop();
    // Of the running five minutes: no coarser candle stands in for it.
    await bench.store.redis.zremrangebyscore(minutes, closes - 300_000, closes - 300_000);
    await bench.start(['klines-60']);
    await eventually(async () => (await newest(bench, 60, 1))[0]?.[12] === FORMING);
  });
});
