import { isForgotten, type OlderRows, type SeriesFeed } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { type Span, without } from '../../model/spans.ts';
import type { Gap } from '../../store/values/gaps.ts';
import { queryNow, type WorkerContext } from '../context/workerContext.ts';
import { oldestScore } from '../ingest/oldestScore.ts';
import type { SeriesSetup } from '../ingest/seriesSetup.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import { closeGap, isSpoilt } from './closeGap.ts';
import { askForMore, endsOf, noteSpoilt, type OlderPage, spoiltOf, unreadableBelow } from './olderRows.ts';

/*
 * How a gap is filled, one page of rows at a time and from the top down. The entry in the ledger is the state, so that another process goes
 * on where this one ends:
 *
 * - *open*          `left` is the highest score that is still to be fetched, `rows` counts what has come. Each page lowers `left`.
 * - *second look*   all of it was asked for, and some rows have not come. After 60 s it is asked for once more from the top (`left` is set
 *                   back), since a replica of the exchange may lag. That this was done is noted in the pair's state: after a restart it is
 *                   done again.
 * - *closed*        nothing more is asked for (closeGap.ts): the rows are `filled`, `unfillable` or `expired`.
 *
 * Bad rows are `unfillable` as soon as they are found, and are asked for once more all the same, 60 s later: a gap of their own, whose only
 * page is the second look.
 *
 * Two things end a gap early: retention no longer reaches down to what is left, or the series has begun anew and its entry lies above the
 * newest row. A page that cannot be read, or tells nothing of the rows that were asked for, changes nothing: it is asked for again, later
 * each time (catchUp.ts).
 */

/** A replica of the exchange may lag, a fault may pass: only a second look, so much later, tells what the exchange itself lacks. */
export const SECOND_LOOK_MS = 60_000;

/** Tells the steps of a pair apart. */
export const keyOf = ({ from }: Gap): string => `gap:${from}`;

/** Fetches the next page of a gap. @param newest the newest stored score */
export async function fillGap(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  entry: Gap,
  newest: number,
  older: OlderRows,
): Promise<void> {
  // Nothing is missing above the newest row. An entry that says so is damaged, or of a market before, and would be asked for without end.
  const gap = {
    ...entry,
    to: Math.min(entry.to, newest),
    left: entry.left === null ? null : Math.min(entry.left, newest),
  };
  const { feed, retention, ledger } = setup;
  const { scores } = feed;
  const { pair } = target;
  const query = queryNow(context, [pair.symbol]);
  const changedAt = Math.round(query.asOf);

  const to = gap.left ?? gap.to;
  const isSparse = scores.continuity === 'none';
  const floor = isSparse ? await oldestKept(context, setup, target) : scores.floor(newest, retention);
  const lowest = Math.max(gap.from, floor);
  if (to < lowest || isForgotten(older, query, to)) return closeGap(context, setup, pair, gap, lowest, changedAt);
  const start = Math.max(lowest, scores.pageStart(to));
  const request = isSparse ? older.history(query, scores.next(to)) : older.between(query, start, to);
  const page = await askForMore(context, setup, target, { request, query, priority: 'fill' });
  if (page === null) return;
  if (page.isTooOld) return closeGap(context, setup, pair, gap, lowest, changedAt);
  const from = isSparse ? reachOf(page, to, lowest, feed, pair) : start;
  const found = page.rows.filter(({ score }) => score >= from && score <= to);
  await setup.ingest.takeOlder(target, found, page.origin);
  // An entry of the gap's own first row would replace the gap's entry: it is made when the gap is closed.
  const spoilt = spoiltOf(page, from, to);
  await noteSpoilt(
    setup,
    pair,
    spoilt.filter((score) => score !== gap.from),
    query.asOf,
    gap,
  );

  const rows = gap.rows + found.length;
  if (from > lowest) return ledger.update([{ ...gap, rows, left: scores.previous(from), changedAt }]);
  const known =
    rows + (await countSpoilt(setup, pair, { from: lowest, to: gap.to })) + (spoilt.includes(gap.from) ? 1 : 0);
  const isComplete = known >= scores.count(lowest, gap.to);
  const isSecondLook = gap.state === 'unfillable' || pair.older.holds.get(keyOf(gap))?.isSecondLook === true;
  if (!isComplete && !isSecondLook) {
    pair.older.holds.set(keyOf(gap), {
      failures: 0,
      until: context.clock.monotonic() + SECOND_LOOK_MS,
      isSecondLook: true,
    });
    return ledger.update([{ ...gap, rows: 0, left: gap.to, changedAt }]);
  }
  pair.older.holds.delete(keyOf(gap));
  return closeGap(context, setup, pair, { ...gap, rows }, lowest, changedAt, spoilt);
}

/** How far down retention reaches where scores do not tell: nothing is kept below the oldest row of a full series. */
async function oldestKept(context: WorkerContext, { retention }: SeriesSetup, target: PairSeries): Promise<number> {
  const { total } = target.series;
  return total < retention ? 0 : ((await oldestScore(context.store, target.pair.key, total)) ?? 0);
}

/**
 * How far down a page goes where scores do not tell: to its lowest row, or to the end where the exchange has no more.
 *
 * @throws InvalidPayload where the page does not reach up to what was asked for, as an empty one does not, or does not show how far down it goes
 */
function reachOf(page: OlderPage, to: number, lowest: number, { pageRows }: SeriesFeed, { key }: PairState): number {
  const { highest, lowest: reach } = endsOf(page);
  // A last row that cannot be read at all is taken for the one that was asked for: it may never become readable.
  const isUnread = page.badLast !== null && page.badLast.score === null;
  if (highest < to && !isUnread)
    throw new InvalidPayload(`${key}: an answer with older rows does not reach up to ${to}`);
  if (page.count < pageRows) return lowest;
  if (reach > to) throw unreadableBelow(key, to);
  return Math.max(lowest, reach);
}

/** How many rows of a span are on record as bad. */
async function countSpoilt(
  { feed: { scores }, ledger }: SeriesSetup,
  { code }: PairState,
  span: Span,
): Promise<number> {
  const left = without(span, (await ledger.within(code, span)).filter(isSpoilt), scores);
  return left.reduce((count, { from, to }) => count - scores.count(from, to), scores.count(span.from, span.to));
}
