import { scoreOf } from '../../model/seriesRow.ts';
import { readRows } from '../../store/values/series.ts';
import { expire } from '../gaps/expire.ts';
import { LOOK_BACK } from '../state/lookBack.ts';
import type { PairSeries } from '../state/pairState.ts';
import type { RowSettings } from './feedSettings.ts';
import type { IngestContext } from './ingestContext.ts';
import { oldestScore } from './oldestScore.ts';

/** Finds out where the stored series ends, and whether its history is complete. */
export async function loadCursor(
  { store, clock, ledger }: IngestContext,
  { feed, layout, retention }: RowSettings,
  { pair, series }: PairSeries,
): Promise<void> {
  const { total, rows: members, kind, meta } = await readRows(store, pair.key, { offset: 0 }, LOOK_BACK);
  const rows = members.map((member) => ({ score: scoreOf(member), member })).toReversed();
  const newest = rows.at(-1)?.score ?? null;
  series.isResuming = true;
  series.newest = null;
  series.newestMember = null;
  series.cursor = null;
  series.version = null;
  if (newest === null) {
    // That there were none is confirmed, too: what an outage has cost since then is missing.
    if (feed.scoreAt !== undefined) series.confirmedAt = meta?.asOf ?? 0;
    return;
  }
  // A damaged kind is none of the table's, and says nothing of the rows.
  if (kind !== null && kind !== feed.kind && layout.kinds.includes(kind)) {
    // The first write clears it.
    const from = (await oldestScore(store, pair.key, total)) ?? newest;
    return expire(ledger, pair, { from, to: newest, cause: 'source-changed' }, clock.now());
  }
  if (feed.older !== undefined && total < retention && !series.isHistoryOver) {
    const floor = feed.scores.floor(newest, retention);
    const oldest = (await oldestScore(store, pair.key, total)) ?? newest;
    series.fill ??= oldest > floor ? { before: oldest, floor } : null;
  }
  series.newest = newest;
  series.newestMember = members[0] ?? null;
  series.cursor = feed.scores.settledTo(rows);
  series.confirmedAt = meta?.asOf ?? 0;
  series.version = meta?.version ?? null;
}
