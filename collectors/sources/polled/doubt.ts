import type { ExchangeReply } from '../../../model/exchangeRequest.ts';
import type { SeriesQuery } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { readSeries } from '../../../store/values/series.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import { expire } from '../../gaps/expire.ts';
import { oldestScore } from '../../ingest/oldestScore.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairSeries } from '../../state/pairState.ts';
import { sharesRows } from './sameMarket.ts';

/*
 * Whether the exchange still is the market that the stored rows are of. A testnet begins anew each month: its ids then mean other trades, and
 * rows of both must not stand side by side. A series is in one of three states (`SeriesState.doubt`):
 *
 * - *sure*       the answers hold the newest stored row, or go on from it (sameMarket.ts).
 * - *in doubt*   they do not: an answer is empty, ends before that row, or has another one in its place. Nothing is stored or confirmed, so
 *                that the series ages honestly. Mostly a replica of the exchange lags, and the next answer makes the series sure again. After
 *                5 s the doubt is a failure that is told of.
 * - *outlived*   in doubt, and the exchange's newest row shows by itself that the stored one cannot be of the same market. An answer that does
 *                not show it takes the series back to plain doubt.
 *
 * Once a series has been outlived for 20 s the exchange has *begun anew*: what is of the market before is removed, with an entry in the
 * ledger, the exchange's newest row is stored, and the series starts from there. Where the newest stored rows are known to the exchange all
 * the same, it is the same market, and a single row was wrong: only what the exchange does not have is removed.
 */

/** So long the exchange must contradict what is stored, ms. */
const BEGUN_ANEW_AFTER_MS = 20_000;

/** A doubt that lasts longer than this is a failure that is told of, ms. */
const TELL_AFTER_MS = 5_000;

/**
 * Deals with an answer that does not go on from what is stored.
 *
 * @param rows those of the answer, where it was asked for the newest ones
 * @throws InvalidPayload when it lasts
 */
export async function doubt(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  rows: readonly SeriesRow[],
  query: SeriesQuery,
  reply: ExchangeReply,
): Promise<void> {
  const { pair, series } = target;
  const newest = rows.at(-1);
  const now = context.clock.monotonic();
  const stored = series.newestMember ?? '';
  const isOutlived = newest !== undefined && setup.feed.isOutlived(stored, newest, query);
  const { since, outlivedSince } = series.doubt ?? { since: now, outlivedSince: null };
  series.doubt = { since, outlivedSince: isOutlived ? (outlivedSince ?? now) : null };
  // The newest rows tell more than those after one that the exchange does not know.
  series.isResuming = true;
  if (isOutlived && now - (outlivedSince ?? now) >= BEGUN_ANEW_AFTER_MS) {
    const isSame = setup.feed.scores.continuity === 'grid' || (await sharesRows(context, setup, pair, rows));
    await beginAnew(context, setup, target, newest, isSame, query, reply);
  } else if (now - since > TELL_AFTER_MS) {
    throw new InvalidPayload(`${pair.key}: the answers do not go on from the newest stored row: ${stored}`);
  }
}

/**
 * Removes what is of the market before. That is everything, as all ids mean something else now; where it is the same market (`isSame`), it is
 * the rows that the exchange does not have yet: those were wrong.
 */
async function beginAnew(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  newest: SeriesRow,
  isSame: boolean,
  { asOf }: SeriesQuery,
  { source }: ExchangeReply,
): Promise<void> {
  const { feed, ledger, ingest } = setup;
  const { pair } = target;
  const { total } = await readSeries(context.store, pair.key, { offset: 0 }, 1);
  const from = isSame ? feed.scores.next(newest.score) : ((await oldestScore(context.store, pair.key, total)) ?? 0);
  const to = target.series.newest ?? from;
  context.log.warn(
    `${pair.key}: the exchange has begun anew: rows ${from} to ${to} are of the market before and removed`,
  );
  await expire(ledger, pair, { from, to, cause: 'begun-anew' }, asOf);
  const keepTo = isSame ? newest.score : 'none';
  await ingest.beginAnew(target, newest, keepTo, { asOf, source });
}
