import { type Candle, parseCandle, ROLLED_UP } from '../../../model/candle.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { feedsAlone } from '../../feedsAlone.ts';
import { spotCandles } from '../../spotCandles.ts';
import { type Bench, openBench } from './collecting.ts';

const MINUTE = 60_000;
/** The end of an hour. */
const ENDS = Date.UTC(2026, 5, 10, 15);
// Rolled up it is 368 of 369 a minute.
const config = {
  pairs: ['btcusdt', 'ethusdt', 'bnbusdt'],
  transport: 'poll',
  klines: { mode: 'rollup', intervals: [1, 60] },
  feeds: feedsAlone(['pair-info', 'klines']),
};
const minutes = dataKey('spot', 'btcusdt', 'klines', 1);
const hours = dataKey('spot', 'btcusdt', 'klines', 60);

describe('a candle that cannot be summed up', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(config, { at: ENDS - MINUTE - 15_000, weightLimit: 410 });
    await bench.start(['pair-info', 'klines-1', 'klines-60']);
  });
  afterAll(() => bench.close());

  const newest = async (): Promise<Candle | undefined> => {
    const { rows } = await readSeries(bench.store, hours, { offset: 0 }, 1);
    return rows.map((member) => parseCandle(spotCandles, member))[0];
  };
  const asOfHours = async () => Number(await bench.store.redis.hget(metaKey(hours), 'asOf'));
  const asOfMinutes = async () => Number(await bench.store.redis.hget(metaKey(minutes), 'asOf'));

  it('is in the plan as polled: it is as fresh as that says, with no weight left over', async () => {
    await eventually(async () => (await newest())?.[12] === ROLLED_UP);
    expect(await bench.report('klines-60')).toMatchObject({ rung: 2, period: 1 });
    // One of its minutes, too old to be asked for again, loses its trades: each sum from the next minute on is refused.
    const opens = ENDS - 20 * MINUTE;
    const [member = ''] = await bench.store.redis.zrangebyscore(minutes, opens, opens);
    await bench.store.redis
      .multi()
      .zrem(minutes, member)
      .zadd(minutes, opens, JSON.stringify(parseCandle(spotCandles, member).with(8, 0)))
      .exec();

    const report = await eventually(async () => {
      const found = await bench.report('klines-60');
      return found?.rung === 4 && found;
    });
    expect(report.pairs).toMatchObject({ btcusdt: { isPolled: true } });
    expect(report.pairs.ethusdt?.isPolled).toBeUndefined();
    expect(report.period).toBeGreaterThan(1);
    expect(report.plannedWeight).toBeCloseTo(2 * 2 + 120 / report.period);

    const lags: number[] = [];
    await eventually(async () => {
      lags.push((await asOfMinutes()) - (await asOfHours()));
      return bench.simulator.now() > ENDS - 15_000;
    });
    lags.sort((a, b) => a - b);
    expect(lags[lags.length >> 1]).toBeLessThan(2_000);
    expect((await newest())?.[0]).toBe(ENDS - 60 * MINUTE);
  });

  it('with the next candle all is as before', async () => {
    await eventually(async () => {
      const report = await bench.report('klines-60');
      expect(report).toMatchObject({ rung: 2, period: 1 });
      expect(report?.pairs).not.toHaveProperty('btcusdt');
      expect(await newest()).toMatchObject({ 0: ENDS, 12: ROLLED_UP });
    });
  });
});
