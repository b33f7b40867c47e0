import { markets } from '../../markets/markets.js';
import { readSource } from '../../store/market/source.ts';
import type { Store } from '../../store/redis/connect.ts';
import { type Patience, patiently } from '../history/patience.ts';
import { createRestSource } from '../history/restSource.ts';
import type { RowSource } from '../history/rowSource.ts';
import { utc } from '../history/utc.ts';
import type { Work } from '../progress/progress.ts';
import type { Beside } from './besideArchive.ts';
import { type Filled, type FillOptions, fillSeries, type Top } from './fillSeries.ts';
import { missingOf } from './missingOf.ts';
import { type OpenedSeries, readStored, type StoredEnds } from './openSeries.ts';
import { hasOtherConfig } from './otherConfig.ts';
import { settingOf } from './retention.ts';

/** What is missing afterwards is fetched again so often. */
const MOST_TIMES = 3;

export interface FillOneOptions extends Pick<FillOptions, 'from' | 'signal' | 'onStep' | 'taker'> {
  readonly store: Store;
  /** The present, ms. */
  readonly now: number;
  /** Of CONFIG.json. */
  readonly hash: string;
  readonly patience: Patience;
  readonly say: (line: string) => void;
  readonly shown: Pick<Work, 'end'>;
  /** Opens what its rows come from beside REST; absent: REST alone. */
  readonly openBeside?: (series: OpenedSeries, rest: RowSource) => Promise<Beside>;
}

/**
 * Fills one series, and looks whether all of it is stored.
 *
 * @returns what has failed of this series alone, in words; null: nothing. Throws as `fillSeries` does
 */
export async function fillOne(chosen: OpenedSeries, options: FillOneOptions): Promise<string | null> {
  const { store, now, patience, shown, say } = options;
  const { collector, name, key, feed } = chosen;
  const patient = <Result>(read: () => Promise<Result>): Promise<Result> => patiently(name, read, patience);
  const look = (): Promise<StoredEnds> => patient(() => readStored(store, key, feed));
  // Who collects may have fetched some of it by himself while it stood in line.
  const series = { ...chosen, stored: await look() };
  let bad = 0;
  /** By what they say, whatever the time in them is: the last of each kind. */
  const notes = new Map<string, string>();
  const rest = createRestSource({
    ...{ ...series, patience },
    onBad: (rows) => {
      bad += rows;
    },
    onNote: (note) => notes.set(note.replaceAll(/\d/g, ''), note.slice(note.indexOf(': ') + 2)),
  });
  const beside = await options.openBeside?.(series, rest);
  const sourceName = () =>
    patient(async () => (await readSource(store, collector.market)) ?? markets[collector.market].exchange.name);
  const fill = (top: Top): Promise<Filled> =>
    fillSeries({ ...options, series, source: beside?.source ?? rest, top, sourceName });

  const { oldest, oldestTime } = series.stored;
  let filled = await fill({ below: oldest ?? Number.POSITIVE_INFINITY, until: Math.floor(oldestTime ?? now) });
  const rows = filled.steps.reduce((sum, step) => sum + step.rows, 0);
  const missing = async () => {
    const { newest } = await look();
    const floor = newest === null ? 0 : feed.scores.floor(newest, series.retention);
    return patient(() => missingOf(store, key, filled.steps, floor));
  };
  let hole = await missing();
  for (let times = 1; hole !== null && times < MOST_TIMES && !hasOtherConfig(series, options.hash); times++) {
    say(`${name}: Redis has lost rows that were handed over; they are fetched again`);
    filled = await fill(hole.top);
    hole = await missing();
  }

  for (const line of beside?.lines() ?? []) say(`${name}: ${line}`);
  const failure = failureOf(series, options.hash, hole !== null, filled.keptFrom);
  const left = bad === 0 ? '' : `, ${bad} bad rows left out`;
  const said = notes.size === 0 ? '' : ` (${[...notes.values()].join('; ')})`;
  const result = rows === 0 ? 'nothing to add' : `${rows} rows added`;
  const ofBeside = beside === undefined || rows === 0 ? '' : `, ${beside.result()}`;
  shown.end(`${result}${ofBeside}${left}${said}${failure === null ? '' : `; ${failure}`}`);
  return failure === null ? null : `${name}: ${failure}`;
}

/** What is not as it should be, in words. */
function failureOf(series: OpenedSeries, hash: string, isMissing: boolean, keptFrom: number | null): string | null {
  if (isMissing && hasOtherConfig(series, hash))
    return 'CONFIG.json was edited meanwhile, and not all of the rows are kept: run it again';
  if (isMissing) return 'not all of the rows are stored: run it again';
  if (keptFrom === null) return null;
  return `${settingOf(series.collector)} is ${series.retention}, which reaches back to ${utc(keptFrom)} only: raise it for more`;
}
