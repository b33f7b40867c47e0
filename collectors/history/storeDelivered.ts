import type { SeriesRow } from '../../model/seriesRow.ts';
import { findHoles, type Gap } from '../../store/values/gaps.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import type { Origin } from '../ingest/ingest.ts';
import type { SeriesSetup } from '../ingest/seriesSetup.ts';
import type { PairSeries } from '../state/pairState.ts';
import { closeGap } from './closeGap.ts';

/** So long after a page that a backfill has brought, the pair's own history waits for the next one, ms. */
const HISTORY_WAITS_MS = 10_000;

/** Older rows that were fetched by somebody else, in one piece: those of another page lie above or below. */
export interface Delivered extends Origin {
  readonly kind: string;
  readonly rows: readonly SeriesRow[];
}

/**
 * Stores older rows that a backfill has fetched, as the pair's own history would. Rows that retention does not reach any more, and those from the newest
 * stored one on, are left out. Gaps on record whose rows have come with it are closed: a backfill goes from the newest rows down, so what lies above its
 * page has come before.
 *
 * @returns whether anything of it could be stored
 * @throws WriteRefused where the store refuses the rows or the lease is not held; ioredis errors when Redis is away
 */
export async function storeDelivered(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  { rows: all, kind, ...origin }: Delivered,
): Promise<boolean> {
  const { feed, ingest, retention } = setup;
  const { scores } = feed;
  const { pair } = target;
  await ingest.prepare(target);
  const { newest } = pair.series;
  const floor = newest === null ? 0 : scores.floor(newest, retention);
  const rows = all.filter(({ score }) => score >= floor && (newest === null || score < newest));
  const [first, last] = [rows[0], rows.at(-1)];
  if (kind !== feed.kind || pair.isRemoved || first === undefined || last === undefined) return false;
  await ingest.takeOlder({ pair, series: pair.series }, rows, origin);
  goOnBelow(context, { pair, series: pair.series }, first.score);
  await closeGaps(context, setup, target, first.score, last.score, origin.asOf);
  return true;
}

/**
 * The pair's own history need not fetch what has come, and leaves the next page to who has brought this one. Between its top and the oldest stored row
 * the exchange has none, be it that ids or times are left out there.
 */
function goOnBelow({ clock }: WorkerContext, { pair, series }: PairSeries, lowest: number): void {
  const { fill } = series;
  if (fill === null) return;
  pair.older.holds.set('history', { failures: 0, until: clock.monotonic() + HISTORY_WAITS_MS });
  if (lowest >= fill.before) return;
  series.fill = lowest <= fill.floor ? null : { ...fill, before: lowest };
}

/** Rows of another market, or of other ids, are none that could have come. Bad ones have their own second look. */
const mayHaveCome = ({ state, cause }: Gap): boolean =>
  state !== 'filled' && cause !== 'begun-anew' && cause !== 'source-changed' && cause !== 'invalid-row';

async function closeGaps(
  context: WorkerContext,
  setup: SeriesSetup,
  { pair }: PairSeries,
  from: number,
  to: number,
  asOf: number,
): Promise<void> {
  const { store } = context;
  let scanned: ReturnType<typeof findHoles> | undefined;
  // The whole series is looked through: once for all entries of a page.
  const holes = () => {
    scanned ??= findHoles(store, pair.key, setup.feed.scores.step);
    return scanned;
  };
  const touched = await setup.ledger.within(pair.code, { from, to });
  for (const gap of touched) {
    if (gap.from < from || gap.from > to || !mayHaveCome(gap)) continue;
    const rows = await store.redis.zcount(pair.key, gap.from, gap.to);
    // What was closed before, and has got no row since, stays as it is.
    if (gap.state !== 'open' && rows === gap.rows) continue;
    await closeGap(context, setup, pair, { ...gap, rows }, gap.from, Math.round(asOf), [], holes);
  }
}
