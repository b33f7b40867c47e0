import type { Config } from '../../config/config.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import type { Market } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { BackfillReport } from '../../store/reports/backfill.ts';
import { openConfiguredGuest } from '../exchange/openConfiguredGuest.ts';
import { type Patience, patiently } from '../history/patience.ts';
import type { Progress } from '../progress/progress.ts';
import type { ChosenSeries } from './chooseSeries.ts';
import { type FillOneOptions, fillOne } from './fillOne.ts';
import { createRowTaker } from './handOver.ts';
import { exchangeRefusalIn, inTurns } from './inTurns.ts';
import { type OpenedSeries, openSeries } from './openSeries.ts';
import { awaitConfig } from './otherConfig.ts';
import { checkRetention, countNeeded, megabytes, type Needed, rowBytesOf } from './retention.ts';
import { takeSeat } from './seat.ts';

const DAY_MS = 86_400_000;

/** Who waits where rows are handed over, for messages. */
const OF_REDIS = 'Redis';

export interface BackfillOptions extends Pick<FillOneOptions, 'openBeside'> {
  readonly config: Config;
  readonly store: Store;
  readonly log: Log;
  /** Of CONFIG.json: who collects must have taken it, or he keeps fewer rows. */
  readonly hash: string;
  readonly days: number;
  readonly chosen: readonly ChosenSeries[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Whether rows of a series can come from beside REST. @throws StartError where they cannot */
  readonly checkBeside?: (series: OpenedSeries) => Promise<unknown>;
  /** How long it goes on trying; default 10 minutes. */
  readonly patienceMs?: number;
}

export interface BackfillResult {
  readonly rows: number;
  /** Series that are not as they should be, in words. */
  readonly failures: readonly string[];
}

/**
 * Fills what is stored of series further back. What it fetches goes to whoever collects, who alone writes, or is stored here where nobody does.
 *
 * @throws StartError where nothing can be done: retention would trim it, another backfill runs, patience is at an end; AbortError where it is stopped
 */
export async function runBackfill(options: BackfillOptions): Promise<BackfillResult> {
  const { store, days, chosen, progress } = options;
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const waits = new Map<string, string>();
  const patienceOf = (name: string): Patience => ({
    signal,
    ...(options.patienceMs !== undefined && { mostMs: options.patienceMs }),
    onWait(why, waitMs) {
      waits.set(name, why);
      progress.say(`${name}: waits ${waitMs >= 1000 ? `${Math.ceil(waitMs / 1000)} s` : 'a moment'}: ${why}`);
    },
  });
  const state = { done: 0, rows: 0, parts: new Map<string, number>(), now: new Set<string>() };
  const startedAt = Date.now();
  const report = (): BackfillReport => ({
    ...{ pid: process.pid, startedAt, at: Date.now(), days, series: chosen.length, done: state.done, rows: state.rows },
    part: Math.min(1, [...state.parts.values()].reduce((sum, part) => sum + part, 0) / chosen.length),
    now: [...state.now].join(', '),
    waitsFor: [...waits.values()][0] ?? '',
  });
  const rests = new Map<Market, Guest>();
  const seat = await takeSeat(store, report, (error) => stopped.abort(error));
  try {
    for (const market of new Set(chosen.map(({ collector }) => collector.market)))
      rests.set(market, await openConfiguredGuest({ ...options, market, weight: 'left' }));
    const opened = await openAll(options, rests, patienceOf(OF_REDIS));
    await awaitConfig(opened, options.hash, signal);
    for (const series of firstOfFeeds(opened)) await options.checkBeside?.(series);
    const now = await nowOf(rests);
    const from = now - days * DAY_MS;
    const failures: string[] = [];
    const over = ({ name }: OpenedSeries, failure: string | null): void => {
      if (failure !== null) failures.push(failure);
      state.parts.set(name, 1);
      state.done++;
      state.now.delete(name);
    };
    const needed: Needed[] = [];
    for (const series of opened) {
      const counted = countNeeded(series, from, now, patienceOf(series.name));
      await counted.then(
        (each) => needed.push(each),
        (error) => over(series, `${series.name}: ${exchangeRefusalIn(error)}`),
      );
    }
    if (needed.length === 0) return { rows: 0, failures };
    checkRetention(days, needed, now);
    progress.say(forecast(needed));
    const taker = createRowTaker({ ...options, patience: patienceOf(OF_REDIS) });
    const each = async (series: OpenedSeries): Promise<void> => {
      state.now.add(series.name);
      const shown = progress.begin(series.name);
      let own = 0;
      const onStep = (rows: number, reached: number): void => {
        // What it waited for has come: rows of the exchange, and Redis.
        for (const name of [series.name, OF_REDIS]) waits.delete(name);
        state.rows += rows;
        own += rows;
        const part = Math.min(1, (now - reached) / (now - from));
        state.parts.set(series.name, part);
        shown.at(part, `${own} rows`);
      };
      const patience = patienceOf(series.name);
      const told = { onStep, shown, say: progress.say, patience };
      const filling = fillOne(series, { ...options, taker, from, now, signal, ...told });
      const failure = await filling.catch((error) => {
        const why = exchangeRefusalIn(error);
        shown.end(why);
        return `${series.name}: ${why}`;
      });
      over(series, failure);
    };
    // What fails ends the others, which may have hours before them.
    await inTurns(
      needed.map(({ series }) => series),
      each,
      (error) => stopped.abort(error),
    );
    return { rows: state.rows, failures };
  } catch (error) {
    if (stopped.signal.aborted) throw stopped.signal.reason;
    throw error;
  } finally {
    for (const rest of rests.values()) rest.close();
    await seat.leave();
  }
}

async function openAll(
  { store, chosen, openBeside }: BackfillOptions,
  rests: ReadonlyMap<Market, Guest>,
  patience: Patience,
): Promise<OpenedSeries[]> {
  const opened: OpenedSeries[] = [];
  for (const series of chosen) {
    const rest = rests.get(series.collector.market);
    if (rest === undefined) continue;
    const open = () =>
      openSeries(store, rest, series, { hasArchive: openBeside !== undefined, signal: patience.signal });
    opened.push(await patiently(series.collector.name, open, patience));
  }
  return opened;
}

/** One of each feed: what holds for it holds for the others. */
function firstOfFeeds(opened: readonly OpenedSeries[]): Iterable<OpenedSeries> {
  const firsts = new Map<string, OpenedSeries>();
  for (const series of opened) {
    const feed = `${series.collector.market} ${series.collector.feed}`;
    if (!firsts.has(feed)) firsts.set(feed, series);
  }
  return firsts.values();
}

/** The exchange's time, ms: of one market, since what differs between them does not matter here. */
async function nowOf(rests: ReadonlyMap<Market, Guest>): Promise<number> {
  const [first] = rests.values();
  await first?.ready();
  return Math.floor(first?.clock.nowOrWall() ?? Date.now());
}

/** What it will come to, in words. */
function forecast(needed: readonly Needed[]): string {
  const missing = needed.reduce((sum, { rows, series }) => sum + Math.max(0, rows - series.stored.total), 0);
  const bytes = missing * rowBytesOf(needed.map(({ series }) => series));
  const count = `${needed.length} series`;
  return missing === 0
    ? `${count}: all is there`
    : `${count}: up to ${missing} rows to fetch, about ${megabytes(bytes)} of Redis`;
}

/** Told to who has stopped it. */
export const STOPPED = 'stopped: what is stored stays, and the same command goes on where it ended';

export const isStopped = (error: unknown): boolean =>
  !(error instanceof StartError) && error instanceof Error && error.name === 'AbortError';
