import { setTimeout } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import { type Market, markets } from '../../markets/markets.js';
import { StartError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { readSource } from '../../store/market/source.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { BackfillReport } from '../../store/reports/backfill.ts';
import { openConfiguredGuest } from '../exchange/openConfiguredGuest.ts';
import { type Patience, patiently } from '../history/patience.ts';
import { createRestSource } from '../history/restSource.ts';
import type { Progress, Work } from '../progress/progress.ts';
import type { Beside } from './besideArchive.ts';
import type { ChosenSeries } from './chooseSeries.ts';
import { fillSeries } from './fillSeries.ts';
import { createRowTaker, type RowTaker } from './handOver.ts';
import { type OpenedSeries, openSeries, readStored } from './openSeries.ts';
import { checkRetention, countNeeded, megabytes, type Needed, rowBytesOf } from './retention.ts';
import { takeSeat } from './seat.ts';

const DAY_MS = 86_400_000;

/** Series that are filled at a time, each of another collector: who waits for an answer leaves the weight to others. */
const AT_A_TIME = 3;

export interface BackfillOptions {
  readonly config: Config;
  readonly store: Store;
  readonly log: Log;
  /** Of CONFIG.json: who collects must have taken it, or he keeps fewer rows. */
  readonly hash: string;
  readonly days: number;
  readonly chosen: readonly ChosenSeries[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Opens what rows of a series come from beside REST; absent: REST alone. */
  readonly openBeside?: (series: OpenedSeries) => Promise<Beside>;
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
  const { store, days, chosen, progress, openBeside } = options;
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
    const opened = await openAll(options, rests);
    await awaitConfig(opened, options.hash);
    const besides = new Map<OpenedSeries, Beside>();
    if (openBeside !== undefined) for (const series of opened) besides.set(series, await openBeside(series));
    const now = await nowOf(rests);
    const from = now - days * DAY_MS;
    const needed: Needed[] = [];
    for (const series of opened) needed.push(await countNeeded(series, from, now, patienceOf(series.name)));
    checkRetention(days, needed, now);
    progress.say(forecast(needed));
    const taker = createRowTaker({ ...options, patience: patienceOf('Redis') });
    const failures: string[] = [];
    const each = async (series: OpenedSeries): Promise<void> => {
      state.now.add(series.name);
      const shown = progress.begin(series.name);
      const before = state.rows;
      const onStep = (rows: number, reached: number): void => {
        waits.delete(series.name);
        state.rows += rows;
        const part = Math.min(1, (now - reached) / (now - from));
        state.parts.set(series.name, part);
        shown.at(part, `${state.rows - before} rows`);
      };
      const patience = patienceOf(series.name);
      const failure = await fillOne(options, series, {
        taker,
        from,
        now,
        signal,
        onStep,
        patience,
        say: progress.say,
        shown,
        beside: besides.get(series),
      });
      if (failure !== null) failures.push(failure);
      state.parts.set(series.name, 1);
      state.done++;
      state.now.delete(series.name);
    };
    await inTurns(byCollector(opened), each);
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
): Promise<OpenedSeries[]> {
  const opened: OpenedSeries[] = [];
  for (const series of chosen) {
    const rest = rests.get(series.collector.market);
    if (rest !== undefined) opened.push(await openSeries(store, rest, series, openBeside !== undefined));
  }
  return opened;
}

/** An edit of CONFIG.json is taken within so long, ms. */
const TAKEN_WITHIN_MS = 15_000;

/** Waits until those who collect have taken CONFIG.json as it is. Where they do not, the look at what is stored tells. */
async function awaitConfig(opened: readonly OpenedSeries[], hash: string): Promise<void> {
  const until = performance.now() + TAKEN_WITHIN_MS;
  const isOld = ({ collector: { name }, rest }: OpenedSeries): boolean => {
    const report = rest.state().reports.get(name);
    return report !== undefined && Date.now() - report.at < 5_000 && report.config.hash !== hash;
  };
  while (opened.some(isOld) && performance.now() < until) await setTimeout(250);
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

interface FillOne extends Pick<Parameters<typeof fillSeries>[0], 'from' | 'now' | 'signal' | 'onStep'> {
  readonly taker: RowTaker;
  readonly patience: Patience;
  readonly say: (line: string) => void;
  readonly shown: Pick<Work, 'end'>;
  readonly beside: Beside | undefined;
}

/** @returns what has failed of this series alone, in words; null: nothing */
async function fillOne({ store }: BackfillOptions, series: OpenedSeries, fill: FillOne): Promise<string | null> {
  const { collector, name, key, feed } = series;
  const { taker, from, now, signal, onStep, patience, shown, beside, say } = fill;
  let bad = 0;
  /** By what they say, whatever the time in them is: the last of each kind. */
  const notes = new Map<string, string>();
  const ofRest = createRestSource({
    ...{ ...series, patience },
    onBad: (rows) => {
      bad += rows;
    },
    onNote: (note) => notes.set(note.replaceAll(/\d/g, ''), note.slice(note.indexOf(': ') + 2)),
  });
  const source = beside?.join(ofRest) ?? ofRest;
  const patient = <Result>(read: () => Promise<Result>): Promise<Result> => patiently(name, read, patience);
  const nameNow = async () => (await readSource(store, collector.market)) ?? markets[collector.market].exchange.name;
  const sourceName = () => patient(nameNow);
  const options = { series, source, taker, from, now, signal, onStep, sourceName };
  const { rows, lowest } = await fillSeries({ ...options, ...(beside && { leastStepMs: beside.leastStepMs }) });
  const { oldest } = await patient(() => readStored(store, key, feed));
  const isThere = lowest === null || (oldest !== null && oldest <= lowest);
  const left = bad === 0 ? '' : `, ${bad} bad rows left out`;
  const said = notes.size === 0 ? '' : ` (${[...notes.values()].join('; ')})`;
  const result = rows === 0 ? 'nothing to add' : `${rows} rows added`;
  const ofBeside = beside === undefined || rows === 0 ? '' : `, ${beside.result()}`;
  for (const line of beside?.lines() ?? []) say(`${name}: ${line}`);
  if (isThere) {
    shown.end(`${result}${ofBeside}${left}${said}`);
    return null;
  }
  const failure = `${rows} rows were fetched, and not all of them are stored: run it again`;
  shown.end(failure);
  return `${name}: ${failure}`;
}

/** Series of one collector stand in line: who holds its lease takes one page after the other. */
function byCollector(opened: readonly OpenedSeries[]): OpenedSeries[][] {
  const groups = new Map<string, OpenedSeries[]>();
  for (const series of opened)
    groups.set(series.collector.name, [...(groups.get(series.collector.name) ?? []), series]);
  return [...groups.values()];
}

/** Works through the groups, some at a time. What fails ends all. */
async function inTurns(groups: OpenedSeries[][], work: (series: OpenedSeries) => Promise<void>): Promise<void> {
  const waiting = [...groups];
  const failed: { readonly error: unknown }[] = [];
  const worker = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined && failed.length === 0; group = waiting.shift()) {
      for (const series of group) {
        if (failed.length > 0) return;
        try {
          await work(series);
        } catch (error) {
          failed.push({ error });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  if (failed[0] !== undefined) throw failed[0].error;
}

/** Told to who has stopped it. */
export const STOPPED = 'stopped: what is stored stays, and the same command goes on where it ended';

export const isStopped = (error: unknown): boolean =>
  !(error instanceof StartError) && error instanceof Error && error.name === 'AbortError';
