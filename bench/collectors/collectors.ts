import { setTimeout as wait } from 'node:timers/promises';
import { intervalMinutes } from '../../markets/intervals.js';
import { percentile } from '../../rig/figures.ts';
import type { Worlds } from '../../rig/openWorlds.ts';
import { awaitFresh } from '../../rig/recovery.ts';
import { type Section, short } from '../results.ts';
import { type Fill, measureFill } from './fill.ts';
import { measureFreshness } from './freshness.ts';
import { type LoadOfPrograms, measureLoad } from './load.ts';

/** The one that figures are given for. */
const MAIN = 3;
const SIZES = [1, MAIN, 7, 20];
/** With 20,000 trades a pair it would take minutes of the budget until the history is there, which is not what is measured. */
const FEW_TRADES = { trades: 1_000 };
const SHORT = { ...FEW_TRADES, klines: 50 };
const SETTLE_MS = 5_000;
const LOAD_SECONDS = 8;

interface Measured {
  readonly pairs: number;
  readonly load: LoadOfPrograms;
  /** From a change in the exchange to an answer that shows it, ms. */
  readonly lags: readonly number[];
  readonly fill?: Fill;
}

/** All programs as PM2 runs them against a simulated exchange, with ever more pairs. */
export async function measureCollectors(worlds: Worlds, log: (line: string) => void): Promise<Section> {
  const measured: Measured[] = [];
  for (const pairs of SIZES) {
    const isMain = pairs === MAIN;
    const world = await worlds.open({ pairs, config: { retention: isMain ? FEW_TRADES : SHORT } });
    try {
      const fill = isMain ? { fill: await measureFill(world) } : {};
      await awaitFresh(world);
      await wait(SETTLE_MS);
      const load = await measureLoad(world, LOAD_SECONDS);
      measured.push({ pairs, load, lags: await measureFreshness(world, isMain ? 30 : 10), ...fill });
    } finally {
      await world.close();
    }
    log(`collectors: ${pairs} pairs`);
  }
  return sectionOf(measured);
}

function sectionOf(measured: readonly Measured[]): Section {
  const main = measured.find(({ pairs }) => pairs === MAIN);
  if (main === undefined) throw new Error(`nothing was measured with ${MAIN} pairs`);
  const perPair = (value: number): number => value / MAIN;
  const ofMain = (share: number): number => percentile(main.lags, share) / 1000;
  return {
    title: 'Collectors and freshness',
    how: `The collectors and the API of ecosystem.config.js, each a process of its own, against the simulator, within Binance's weight limit: everything is polled each second with 1 and ${MAIN} pairs, with more long candles are rolled up and periods stretched, as the plan says. Processor time and round trips (of all programs, the API included) over ${LOAD_SECONDS} s in which nobody asks the API. Then, with the API asked every 25 ms: from each change in the exchange to the first answer that shows it, in the book, among the trades and in the newest candle of each interval, of at most three pairs.`,
    figures: [
      { name: `freshness with ${MAIN} pairs, p50`, value: ofMain(0.5), unit: ' s' },
      { name: `freshness with ${MAIN} pairs, p95`, value: ofMain(0.95), unit: ' s' },
      { name: `freshness with ${MAIN} pairs, p99`, value: ofMain(0.99), unit: ' s', target: { atMost: 1.2 } },
      { name: 'CPU of the collectors per pair and second', value: perPair(main.load.collectors), unit: ' ms' },
      { name: 'Redis round trips per pair and second', value: perPair(main.load.roundTrips) },
      { name: 'start to first page', value: main.fill?.firstPage ?? Number.NaN, unit: ' s' },
      {
        name: `start to all candles, ${MAIN} pairs × ${intervalMinutes.length} intervals × 1000`,
        value: main.fill?.candles ?? Number.NaN,
        unit: ' s',
      },
    ],
    tables: [
      {
        head: [
          'pairs',
          'collectors CPU ms/s',
          'a pair',
          'API CPU ms/s',
          'Redis CPU ms/s',
          'round trips/s',
          'a pair',
          'rows/s',
          'fresh p50 s',
          'p95 s',
          'p99 s',
          'changes',
        ],
        rows: measured.map(({ pairs, load, lags }) => [
          String(pairs),
          short(load.collectors),
          short(load.collectors / pairs),
          short(load.api),
          short(load.redis),
          short(load.roundTrips),
          short(load.roundTrips / pairs),
          short(load.rows),
          ...[0.5, 0.95, 0.99].map((share) => short(percentile(lags, share) / 1000)),
          String(lags.length),
        ]),
      },
    ],
    leftOut: [],
  };
}
