import { isEnabledIn, marketConfigOf } from '../../../../config/marketConfig.ts';
import { collectorsOf, type Market } from '../../../../markets/markets.js';
import { defaultSymbols } from '../../../../simulator/trading/symbols.ts';
import { collectorKey, dataKey } from '../../../../store/redis/keys.ts';
import { readStreamReports } from '../../../../store/reports/streamReports.ts';
import type { Gap } from '../../../../store/values/gaps.ts';
import { readGaps } from '../../../../store/values/gaps.ts';
import { readLatest } from '../../../../store/values/latest.ts';
import { readSeries } from '../../../../store/values/series.ts';
import { configOf } from '../../../configOf.ts';
import { eventually } from '../../../eventually.ts';
import { type Bench, type BenchOptions, openBench } from '../collecting.ts';

/** A bench whose rows come by streams, and what tests look at there. */
export interface OnStreams extends Bench {
  /** Ages by the exchange's clock, ms, of what streams bring: by `<collector> <pair>`; infinite where nothing is stored. */
  ages(): Promise<ReadonlyMap<string, number>>;
  /** Waits until nothing of these collectors is older than `withinMs`. */
  fresh(collectors?: readonly string[], withinMs?: number): Promise<void>;
  /** What was older than `withinMs` at any time in the next `forMs` of the exchange. */
  grownOld(withinMs: number, forMs: number): Promise<readonly string[]>;
  /** Waits until each stream that is followed has told something, so that REST is asked no more in its place. */
  heard(): Promise<void>;
  /** Ids of the stored trades, ascending. */
  tradeIds(code: string): Promise<number[]>;
  depth(code: string): Promise<{ readonly book: StoredBook | null; readonly isOutOfStep: boolean }>;
  gaps(worker: string): Promise<readonly Gap[]>;
}

/** Pairs of which a trade comes each half a second or so: nobody waits long for one. */
export const busySymbols = defaultSymbols.map((spec) => ({ ...spec, ordersPerMinute: 120 }));

export interface StoredBook {
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}

/** @param config of the market's part of CONFIG.json */
export async function openOnStreams(
  pairs: readonly string[],
  config: object = {},
  options: BenchOptions = {},
  market: Market = 'spot',
): Promise<OnStreams> {
  const part = { pairs, transport: 'stream', ...config };
  const content = market === 'spot' ? part : { pairs: ['btcusdt'], [market]: part };
  const bench = await openBench(content, { ...options, isRealTime: true });
  const marketConfig = marketConfigOf(configOf(content), market);
  const enabled = collectorsOf(market).filter(
    (collector) => marketConfig !== undefined && isEnabledIn(marketConfig, collector),
  );
  const streamed = enabled.filter(({ row }) => row.streams !== undefined);

  async function ages(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const collector of streamed) {
      for (const pair of pairs) {
        const key = collectorKey(collector, pair);
        const isSeries = collector.row.shape === 'series';
        const { meta } = isSeries
          ? await readSeries(bench.store, key, { offset: 0 }, 1)
          : await readLatest(bench.store, key);
        const age = meta === null ? Number.POSITIVE_INFINITY : bench.simulator.now() - meta.asOf;
        found.set(`${collector.name} ${pair}`, age);
      }
    }
    return found;
  }

  return {
    ...bench,
    start: (names = collectorsOf(market).map(({ name }) => name), env) => bench.start(names, env),
    ages,
    async fresh(names, withinMs = 3_000) {
      await eventually(async () => {
        const old = [...(await ages())].filter(
          ([name, age]) => age > withinMs && (names === undefined || names.some((each) => name.startsWith(`${each} `))),
        );
        if (old.length > 0) throw new Error(`old: ${old.map(([name, age]) => `${name} ${age}`).join(', ')}`);
      }, 60_000);
    },
    async grownOld(withinMs, forMs) {
      const until = bench.simulator.now() + forMs;
      const old = new Set<string>();
      await eventually(async () => {
        for (const [name, age] of await ages()) if (age > withinMs) old.add(`${name}: ${age} ms`);
        return bench.simulator.now() >= until;
      });
      return [...old];
    },
    async heard() {
      await eventually(async () => {
        const reports = await readStreamReports(bench.store);
        return (
          reports.length > 0 &&
          reports.every(
            ({
              hub: {
                streams: { down, asked },
              },
            }) => down === 0 && asked === 0,
          )
        );
      }, 60_000);
    },
    async tradeIds(code) {
      const { rows } = await readSeries(bench.store, dataKey(market, code, 'trades'), { offset: 0 }, 30_000);
      return rows.map((member) => (JSON.parse(member) as [number])[0]).toReversed();
    },
    async depth(code) {
      const { value, meta } = await readLatest(bench.store, dataKey(market, code, 'depth'));
      const book = value === null ? null : (JSON.parse(value) as StoredBook);
      return { book, isOutOfStep: meta?.isOutOfStep === true };
    },
    gaps: (worker) => readGaps(bench.store, worker),
  };
}

/** The exchange's book of that number: they only rise. @param at its book of a moment @param now ms */
export function bookOfNumber(lastUpdateId: number, at: (time: number) => StoredBook, now: number): StoredBook {
  let [early, late] = [now - 120_000, now];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (at(middle).lastUpdateId < lastUpdateId) early = middle;
    else late = middle;
  }
  return at(late);
}

/** What is missing between the first and the last of these ids. */
export const missingIn = (ids: readonly number[]): number => (ids.at(-1) ?? 0) - (ids[0] ?? 1) + 1 - ids.length;
