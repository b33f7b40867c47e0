import { scoreOf } from '../../../model/seriesRow.ts';
import { readRows } from '../../../store/series.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { GapLedger } from '../../gaps/gapLedger.ts';
import type { PairSeries, PairState } from '../../state/pairState.ts';
import type { SeriesSetup } from '../seriesSetup.ts';

/** Rows among which the newest settled one is looked for. */
const LOOK_BACK = 100;

/** Where the stored series ends, and whether its history is complete. */
export async function loadCursor(context: WorkerContext, setup: SeriesSetup, target: PairSeries): Promise<void> {
  const { feed, retention, ledger } = setup;
  const { pair, series } = target;
  const { total, rows: members, kind, meta } = await readRows(context.store, pair.key, { offset: 0 }, LOOK_BACK);
  const rows = members.map((member) => ({ score: scoreOf(member), member })).toReversed();
  const newest = rows.at(-1)?.score ?? null;
  series.isResuming = true;
  series.newest = null;
  series.newestMember = null;
  series.cursor = null;
  if (newest === null) return;
  if (kind !== null && kind !== feed.kind) {
    // The first write clears it.
    const from = (await oldestScore(context, pair.key, total)) ?? newest;
    return expire(ledger, pair, { from, to: newest, cause: 'source-changed' }, context.clock.now());
  }
  if (total < retention && !series.isHistoryOver) {
    const floor = feed.scores.floor(newest, retention);
    const oldest = (await oldestScore(context, pair.key, total)) ?? newest;
    series.fill ??= oldest > floor ? { before: oldest, floor } : null;
  }
  series.newest = newest;
  series.newestMember = members[0] ?? null;
  series.cursor = feed.scores.settledTo(rows);
  series.confirmedAt = meta?.asOf ?? 0;
}

/** Score of the oldest of `total` stored rows; null where none of them can be read. */
export async function oldestScore(
  { store }: Pick<WorkerContext, 'store'>,
  key: string,
  total: number,
): Promise<number | null> {
  const { rows } = await readRows(store, key, { offset: Math.max(0, total - LOOK_BACK) }, LOOK_BACK);
  const oldest = rows.at(-1);
  return oldest === undefined ? null : scoreOf(oldest);
}

/** What is stored in this span will be removed, and what was still to be fetched there is not any more. `now`: exchange-clock ms. */
export async function expire(
  ledger: GapLedger,
  { code }: PairState,
  span: { readonly from: number; readonly to: number; readonly cause: 'source-changed' | 'begun-anew' },
  now: number,
): Promise<void> {
  const { from, cause } = span;
  const closed = { cause, state: 'expired', left: null, changedAt: Math.round(now) } as const;
  const pending = await ledger.pendingOf(code);
  await ledger.update(pending.filter(({ to }) => to >= from).map((gap) => ({ ...gap, ...closed })));
  await ledger.record([{ ...span, code, state: 'expired', rows: 0 }], now);
}
