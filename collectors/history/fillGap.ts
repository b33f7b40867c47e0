import type { SeriesFeed } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { type Span, without } from '../../model/spans.ts';
import { findHoles, type Gap } from '../../store/gaps.ts';
import { queryNow, type WorkerContext } from '../context/workerContext.ts';
import { invalidRows } from '../gaps/findGaps.ts';
import { oldestScore } from '../ingest/oldestScore.ts';
import type { SeriesSetup } from '../ingest/seriesSetup.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import { askForMore, endsOf, noteSpoilt, type OlderPage, spoiltOf, unreadableBelow } from './olderRows.ts';

/** A replica of the exchange may lag, a fault may pass: only a second look, so much later, tells what the exchange itself lacks. */
export const SECOND_LOOK_MS = 60_000;

/** Tells the steps of a pair apart. */
export const keyOf = ({ from }: Gap): string => `gap:${from}`;

/** Fetches a page of a gap, from the top down. @param newest the newest stored score */
export async function fillGap(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  entry: Gap,
  newest: number,
): Promise<void> {
  // Nothing is missed above the newest row. An entry that says so is damaged, or of a market before: it must not be asked for without end.
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
  if (to < lowest) return closeGap(context, setup, target, gap, lowest, changedAt);
  const start = Math.max(lowest, scores.pageStart(to));
  const request = isSparse ? feed.history(query, scores.next(to)) : feed.between(query, start, to);
  const page = await askForMore(context, setup, target, request, query);
  if (page === null) return;
  const from = isSparse ? reachOf(page, to, lowest, feed, pair) : start;
  const found = page.rows.filter(({ score }) => score >= from && score <= to);
  await setup.ingest.takeOlder(target, found, page.origin);
  // The entry of the gap's own first row would take the place of the gap's: that one is made when the gap is closed.
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
  return closeGap(context, setup, target, { ...gap, rows }, lowest, changedAt, spoilt);
}

/** Where scores do not tell how far down retention reaches, the rows that are stored do: below the oldest of a full series nothing is kept. */
async function oldestKept(context: WorkerContext, { retention }: SeriesSetup, target: PairSeries): Promise<number> {
  const { total } = target.series;
  return total < retention ? 0 : ((await oldestScore(context.store, target.pair.key, total)) ?? 0);
}

/**
 * How far down a page goes, where scores do not tell: to its lowest row, unless the exchange has no more.
 *
 * @throws InvalidPayload where it does not reach up to what was asked for, as an empty answer, or nothing shows how far down it goes
 */
function reachOf(page: OlderPage, to: number, lowest: number, { pageRows }: SeriesFeed, { key }: PairState): number {
  const { highest, lowest: reach } = endsOf(page);
  // A last row that cannot be read at all is taken for the one that was asked for: it may be so for good.
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

const isSpoilt = ({ cause, state }: Gap): boolean => cause === 'invalid-row' && state === 'unfillable';

/**
 * What has come is filled, what retention no longer reaches has expired; what the exchange lacks, or sends wrong, are entries of their own.
 *
 * @param spoilt bad rows of the last page
 */
async function closeGap(
  { store }: WorkerContext,
  { feed: { scores }, ledger }: SeriesSetup,
  { pair }: PairSeries,
  gap: Gap,
  lowest: number,
  changedAt: number,
  spoilt: readonly number[] = [],
): Promise<void> {
  const closed = { ...gap, left: null, changedAt };
  const entries: Gap[] = [];
  if (gap.from < lowest) {
    entries.push({ ...closed, to: Math.min(gap.to, scores.previous(lowest)), state: 'expired', rows: 0 });
  }
  if (lowest <= gap.to) {
    const span = { from: lowest, to: gap.to };
    const isSecondLook = gap.state === 'unfillable';
    const onRecord = (await ledger.within(pair.code, span)).filter(
      (other) => isSpoilt(other) && other.from !== gap.from,
    );
    const isNew = (score: number) => !onRecord.some(({ from, to }) => from <= score && score <= to);
    const bad = invalidRows(spoilt.filter(isNew), scores).map((row) => ({
      ...closed,
      ...row,
      // Bad twice: it is not asked for any more.
      left: isSecondLook ? null : row.to,
    }));
    const isComplete = gap.rows >= scores.count(lowest, gap.to);
    const holes = isComplete ? [] : await findHoles(store, pair.key, scores.step);
    const lacking = holes
      .map(({ after, before }) => ({
        from: Math.max(lowest, scores.next(after)),
        to: Math.min(gap.to, scores.previous(before)),
      }))
      .filter(({ from, to }) => from <= to)
      .flatMap((hole) => without(hole, [...bad, ...onRecord], scores))
      .map((hole): Gap => ({ ...closed, ...hole, cause: 'exchange-gap', state: 'unfillable', rows: 0 }));
    const missing = [...bad, ...lacking];
    const [filled] = without(span, [...missing, ...onRecord], scores);
    if (filled !== undefined) entries.push({ ...closed, from: filled.from, state: 'filled' });
    entries.push(...missing);
    // Where it begins within bad rows on record, what it still says must be no more than they do: else it would stay open.
    const around = onRecord.find(({ from, to }) => from < gap.from && to >= gap.from);
    const isClosed = entries.some(({ from }) => from === gap.from);
    if (around !== undefined && !isClosed)
      entries.push({ ...around, from: gap.from, to: Math.min(around.to, gap.to), left: null });
  }
  await ledger.update(entries);
}
