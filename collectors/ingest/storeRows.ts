import type { SeriesRow } from '../../model/seriesRow.ts';
import { type SeriesWrite, type SeriesWritten, writeSeries } from '../../store/values/series.ts';
import { type WorkerContext, writeContext } from '../context/workerContext.ts';
import type { PairSeries } from '../state/pairState.ts';
import { newSeriesState } from '../state/seriesState.ts';
import type { RowSettings } from './feedSettings.ts';

/** What is said of rows when they are stored. */
type StoredRows = Pick<SeriesWrite, 'asOf' | 'source' | 'confirmsNewest' | 'keepFrom' | 'keepTo' | 'outranksSums'>;

/** Writes rows of a pair's series and notes what is stored now. @throws WriteRefused; ioredis errors when Redis is away. */
export async function storeRows(
  context: WorkerContext,
  { feed, layout, retention }: RowSettings,
  { pair, series }: PairSeries,
  rows: readonly SeriesRow[],
  { asOf, source, ...write }: StoredRows,
): Promise<SeriesWritten> {
  const written = await writeSeries(context.store, pair.key, rows, {
    ...writeContext(context, asOf, source),
    kind: feed.kind,
    layout,
    retention,
    ...write,
  });
  const { total, changed, restated, version } = written;
  context.count('rows', changed);
  if (restated > 0) {
    context.count('restated', restated);
    context.log.info(`${pair.key}: the exchange has restated ${restated} final candle${restated > 1 ? 's' : ''}`);
  }
  // Somebody has emptied it, or Redis has evicted it: what is stored is looked at again before the next rows.
  const isCut = write.keepFrom !== undefined || write.keepTo !== undefined;
  if (total < Math.min(series.total, retention) && !isCut) pair.series = newSeriesState();
  series.total = total;
  series.version = version;
  if (write.confirmsNewest) series.confirmedAt = written.asOf;
  const last = rows.at(-1);
  if (last !== undefined && (series.newest === null || last.score >= series.newest)) {
    series.newest = last.score;
    series.newestMember = last.member;
  }
  return written;
}
