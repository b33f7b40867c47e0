import { makeFeed } from '../../collectors/worker/workerSettings.ts';
import type { Config } from '../../config/config.ts';
import { marketConfigOf } from '../../config/marketConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { Guest } from '../../gateway/openGuest.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Store } from '../../store/redis/connect.ts';
import { readGaps } from '../../store/values/gaps.ts';
import { openTableWriter } from '../files/openTableWriter.ts';
import type { TableWriter } from '../files/tableWriter.ts';
import { type Patience, patiently } from '../history/patience.ts';
import { createStoredSource } from '../history/storedSource.ts';
import type { Progress as Shown, Work } from '../progress/progress.ts';
import type { ExportRequest } from './exportRequest.ts';
import { exportSeries } from './exportSeries.ts';
import { exportTableOf } from './exportTable.ts';
import { metadataOf, total } from './metadata.ts';
import { explain, noteEdges } from './noteEdges.ts';
import { type CodeTotals, noTotals, type Progress } from './progress.ts';
import { rowSinkOf } from './rowSink.ts';
import { seriesLotsOf } from './seriesLots.ts';
import { openWorkFolder, type WorkFolder } from './workFolder.ts';

/**
 * What is written is safe on the disk after `afterMs`; where fewer rows than `rows` have come since, after `mostMs`. Parquet is written in groups of rows,
 * which ought not to be small.
 */
const LINES_KEPT = { afterMs: 2_000, rows: 0, mostMs: 2_000 };
const KEPT = {
  csv: LINES_KEPT,
  ndjson: LINES_KEPT,
  parquet: { afterMs: 10_000, rows: 5_000, mostMs: 60_000 },
} as const;

/** A candle that ended so long ago is stored where all runs, ms. */
const SETTLED_MS = 60_000;

const NOTHING_STORED = 'nothing is stored; --from says how far back the exchange is to be asked';

export interface ExportRun {
  readonly request: ExportRequest;
  readonly config: Config;
  readonly store: Store;
  /** Opens the way to the exchange's REST, when it is needed. */
  readonly openRest: () => Promise<Guest>;
  readonly bar: Pick<Work, 'at'> & Pick<Shown, 'say'>;
  /** How long is waited for an exchange that fails, and for a Redis that is lost. */
  readonly patience: Patience;
  readonly redisPatience: Patience;
  readonly signal: AbortSignal;
  /** Now, ms, by the exchange's clock where it is known. */
  readonly now: () => number;
}

export interface Exported {
  readonly codes: readonly CodeTotals[];
  readonly bytes: number;
  /** Rows that an earlier call had written. */
  readonly continuedRows: number;
}

/**
 * Writes the rows that are asked for to a file. What has been written when it ends early stays in the file's work folder, for the same call to go on.
 *
 * @throws StartError one clear line; AbortError by `signal`
 */
export async function runExport(run: ExportRun): Promise<Exported> {
  const { request, bar } = run;
  const { file, format, force } = request;
  const table = exportTableOf(seriesRowOf(request));
  const work = await openWorkFolder(file, request.identity);
  let progress: Progress | null = work.left;
  let writer: TableWriter | undefined;
  try {
    writer = await openTableWriter(format, file, table.columns, {
      force,
      work: { file: work.rows, ...(progress !== null && { at: progress.at }) },
    });
    const continuedRows = total(progress?.codes ?? [], ({ rows }) => rows);
    if (progress !== null)
      bar.say(`goes on where an earlier call has ended, with ${continuedRows.toLocaleString('en-US')} rows`);
    progress ??= { from: request.from ?? null, to: request.to, codes: [], done: 0, at: { size: 0, state: '' } };
    progress = await extract(run, table, writer, progress, (kept) => work.keep(kept));
    const metadata = metadataOf(request, table, progress.codes, progress, run.now());
    const bytes = await writer.close(metadata);
    await work.remove();
    return { codes: progress.codes, bytes, continuedRows };
  } catch (error) {
    await endEarly(work, writer);
    throw error;
  }
}

/** Keeps what is of use to another call: a work folder without any rows is of none. */
async function endEarly(work: WorkFolder, writer: TableWriter | undefined): Promise<void> {
  await writer?.leave().catch(() => undefined);
  if (work.hasKept()) work.release();
  else await work.remove();
}

async function extract(
  run: ExportRun,
  table: ReturnType<typeof exportTableOf>,
  writer: TableWriter,
  begun: Progress,
  keep: (progress: Progress) => Promise<void>,
): Promise<Progress> {
  const { request, store, config, bar, signal } = run;
  const { collector, market, codes, format } = request;
  const feed = makeFeed(
    collector,
    connectors[market],
    { feeds: {}, ...marketConfigOf(config, market) },
    collector.interval,
  );
  if (feed.shape !== 'series') throw new StartError(`${collector.name} is no series`);
  const { scores } = feed;
  const patience: Patience = { ...run.patience, signal };
  const ofRedis: Patience = { ...run.redisPatience, signal };
  const ledger = await patiently('Redis, the gaps on record', () => readGaps(store, collector.name), ofRedis);
  const sink = rowSinkOf(table, writer);
  let progress = begun;
  const written = () => total(progress.codes, ({ rows }) => rows);
  let [keptAt, keptRows] = [performance.now(), written()];
  const isDue = (): boolean => {
    const { afterMs, rows, mostMs } = KEPT[format];
    return performance.now() - keptAt >= (written() - keptRows >= rows ? afterMs : mostMs);
  };
  const keepNow = async (): Promise<void> => {
    progress = { ...progress, at: await writer.checkpoint() };
    await keep(progress);
    [keptAt, keptRows] = [performance.now(), written()];
  };
  let isWriting = false;
  const onStop = async (error: unknown): Promise<never> => {
    // Where rows could not be written, what was kept before is all there is.
    if (!isWriting) await keepNow().catch(() => undefined);
    throw error;
  };
  for (const [index, code] of codes.entries()) {
    if (index < progress.done) continue;
    const totals = progress.codes[index] ?? noTotals(code);
    progress.codes[index] = totals;
    const stored = createStoredSource({
      store,
      collector,
      code,
      patience: ofRedis,
      onDamaged() {
        totals.damaged += 1;
      },
    });
    const show = (time: number, begin: number): void => {
      const part = progress.to > begin ? (time - begin) / (progress.to - begin) : 1;
      bar.at(
        (index + Math.min(1, Math.max(0, part))) / codes.length,
        `${code}, ${written().toLocaleString('en-US')} rows`,
      );
    };
    const { from, to } = progress;
    const openRest = () => patiently('Redis, what may be asked of the exchange', run.openRest, ofRedis);
    const lots = seriesLotsOf({ ...run, openRest, code, scores, stored, patience, totals });
    const certain = await exportSeries({
      ...{ totals, sink, scores, from, to, stored, signal },
      lots,
      async write(time, first) {
        isWriting = true;
        await sink.flush();
        show(time, first);
        if (isDue()) await keepNow();
        isWriting = false;
      },
    }).catch(onStop);
    await lots.tell();
    if (certain === null) totals.notes.push(NOTHING_STORED);
    noteEdges(totals, scores, {
      from: certain?.from ?? null,
      to: Math.min(to, run.now() - SETTLED_MS),
    });
    explain(totals, scores.continuity, ledger);
    progress = { ...progress, done: index + 1 };
  }
  // The file is yet to get its name: where that fails, or is cut off, the same call does only this.
  await keepNow();
  return progress;
}

function seriesRowOf({ collector: { name, row } }: ExportRequest) {
  if (row.shape !== 'series') throw new StartError(`${name} is no series`);
  return row;
}
