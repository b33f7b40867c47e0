import { intervalName } from '../../../exchanges/binance/intervals.ts';
import { intervalMinutes } from '../../../markets/intervals.js';
import type { Interval } from '../../../markets/markets.js';
import { parseCandle, ROLLED_UP } from '../../../model/candle.ts';
import { openTimeOf } from '../../../model/candleTime.ts';
import { klineRow } from '../../../simulator/endpoints/klineRow.ts';
import { intervals as simulated } from '../../../simulator/intervals.ts';
import { defaultSymbols } from '../../../simulator/trading/symbols.ts';
import { dataKey, metaKey } from '../../../store/redis/keys.ts';
import { readSeries } from '../../../store/values/series.ts';
import { eventually } from '../../eventually.ts';
import { feedsAlone } from '../../feedsAlone.ts';
import { type AtEnd, inWorld } from '../../inWorld.ts';
import { spotCandles } from '../../spotCandles.ts';
import { type Bench, openBench } from './collecting.ts';

/** A Wednesday; its week began on the 8th. */
const hour = (day: number, at: number, minute = 0) => Date.UTC(2026, 5, day, at, minute);
const TURN = hour(10, 14, 1);

const listed: Readonly<Record<string, number>> = {
  ethusdt: hour(3, 9),
  bnbusdt: hour(9, 5),
  ltcusdt: hour(10, 3),
  // The minute in which the collectors start.
  adausdt: hour(10, 14),
};
const outages: Readonly<Record<string, { from: number; to: number }>> = {
  xrpusdt: { from: hour(10, 13, 11), to: hour(10, 13, 52) },
  // Over whole hours and up to the minute in which the collectors start.
  trxusdt: { from: hour(10, 10, 37), to: hour(10, 14) },
};
const pairs = ['btcusdt', ...Object.keys(listed), ...Object.keys(outages)];
const symbols = defaultSymbols.map((spec) => {
  const code = spec.symbol.toLowerCase();
  const outage = outages[code];
  return { ...spec, listedAt: listed[code] ?? spec.listedAt, ...(outage && { outages: [outage] }) };
});

// Candles alone, in a budget that their plan spends to the last few: 939 of 954.
const config = {
  pairs,
  transport: 'poll',
  feeds: feedsAlone(['pair-info', 'klines']),
};
const names = ['pair-info', ...intervalMinutes.map((interval) => `klines-${interval}`)];
const series = pairs.flatMap((code) => intervalMinutes.map((interval) => ({ code, interval })));
const coarse = series.filter(({ interval }) => interval > 1);

const newest = async ({ store }: Bench, code: string, interval: Interval) => {
  const { rows } = await readSeries(store, dataKey('spot', code, 'klines', interval), { offset: 0 }, 1);
  return rows.map((member) => parseCandle(spotCandles, member))[0];
};
/** Not by HTTP: that would spend weight. */
function exchangeSays({ simulator }: Bench, code: string, interval: Interval): unknown[] {
  const { trading } = simulator.pairs.get(code.toUpperCase()) ?? {};
  const length = simulated.get(intervalName(interval));
  const now = simulator.now();
  const candle = length && trading?.candle(length, openTimeOf(interval, now), now);
  return trading === undefined || candle === undefined ? [] : klineRow(candle, trading.scale);
}
/** Each of these is rolled up at some time. */
async function areRolledUp(bench: Bench, expected: typeof series, withinMs: number): Promise<void> {
  const waiting = new Set(expected);
  await eventually(async () => {
    for (const each of waiting) {
      if ((await newest(bench, each.code, each.interval))?.[12] === ROLLED_UP) waiting.delete(each);
    }
    expect([...waiting]).toEqual([]);
  }, withinMs);
}
/** Each is at some time what the exchange says at that time. */
async function areRight(bench: Bench, expected: typeof series): Promise<void> {
  for (const { code, interval } of expected) {
    await eventually(async () => {
      const candle = await newest(bench, code, interval);
      expect([code, interval, candle?.slice(0, 12)]).toEqual([code, interval, exchangeSays(bench, code, interval)]);
    });
  }
  for (const name of names) expect((await bench.report(name))?.counters).toMatchObject({ differences: 0 });
}
const requestsOf = async (bench: Bench, name: string) => (await bench.report(name))?.counters.requests ?? 0;

const ours = coarse.filter(({ code }) => code === 'btcusdt');
/** A world whose exchange is down for the minute that ends now. */
async function openDown(atEnd: AtEnd): Promise<Bench> {
  const down = { from: TURN - 60_000, to: TURN };
  const bench = await openBench(
    { ...config, pairs: ['btcusdt'], klines: { mode: 'rollup' } },
    {
      at: TURN - 32_000,
      isRealTime: true,
      symbols: defaultSymbols.map((spec) => (spec.symbol === 'BTCUSDT' ? { ...spec, outages: [down] } : spec)),
    },
  );
  atEnd(() => bench.close());
  await bench.start(names);
  return bench;
}

describe('candles in whose time the exchange itself has no candles at first, or none for a while', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(config, { at: TURN - 15_000, isRealTime: true, weightLimit: 1060, symbols });
    await bench.start(names);
  });
  afterAll(() => bench.close());

  it('are rolled up soon, like all others', async () => {
    await areRolledUp(bench, coarse, 40_000);
    await eventually(async () => {
      expect(await bench.report('klines-43200')).toMatchObject({ rung: 2, period: 1 });
    });
  });

  it.concurrent('are as fresh as the minutes and cost as little as others, with no weight left over', async () => {
    await eventually(() => bench.simulator.now() > TURN + 2_000);
    const until = bench.simulator.now() + 30_000;
    const before = await requestsOf(bench, 'klines-43200');
    const lags = new Map(series.map(({ code, interval }) => [`${code} ${interval}`, [] as number[]]));
    await eventually(async () => {
      const read = bench.store.redis.pipeline();
      for (const { code, interval } of series) read.hget(metaKey(dataKey('spot', code, 'klines', interval)), 'asOf');
      const asOfs = ((await read.exec()) ?? []).map(([, asOf]) => Number(asOf));
      for (const [index, { code, interval }] of series.entries()) {
        const minutes = asOfs[series.findIndex((each) => each.code === code && each.interval === 1)] ?? 0;
        lags.get(`${code} ${interval}`)?.push(minutes - (asOfs[index] ?? 0));
      }
      return bench.simulator.now() > until;
    });
    // The median: on a busy machine all are late for a moment.
    const usual = [...lags].map(
      ([name, values]) => [name, values.sort((a, b) => a - b)[values.length >> 1] ?? 0] as const,
    );
    expect(usual.filter(([, lag]) => lag > 2_000)).toEqual([]);
    expect((await requestsOf(bench, 'klines-43200')) - before).toBeLessThanOrEqual(2 * pairs.length);
  });

  // Beside the one that mostly waits.
  it.concurrent(
    'in whose time it was down for the minute that ends now are rolled up meanwhile, and go on within seconds when it answers again',
    inWorld(openDown, async (down) => {
      await areRolledUp(down, ours, 31_000);
      await eventually(async () => (await newest(down, 'btcusdt', 1))?.[0] === TURN);
      await eventually(async () => {
        for (const { interval } of ours) {
          const candle = await newest(down, 'btcusdt', interval);
          expect([interval, candle?.[12]]).toEqual([interval, ROLLED_UP]);
          expect(candle?.[8]).toBe(exchangeSays(down, 'btcusdt', interval)[8]);
        }
      });
      await areRight(down, ours);
    }),
  );

  it('are what the exchange says with as many trades, and none is found to differ', async () => {
    await areRight(bench, series);
  });
});
