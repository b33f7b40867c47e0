import { ask } from '../../gateway/ask.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import type { FeedQuery } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import type { Gap } from '../../store/values/gaps.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import { invalidRows } from '../gaps/findGaps.ts';
import { recordUnknown } from '../gaps/gapLedger.ts';
import type { JudgedRows, Origin } from '../ingest/ingest.ts';
import type { SeriesSetup } from '../ingest/seriesSetup.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';

/** A page of older rows. */
export interface OlderPage extends JudgedRows {
  readonly origin: Origin;
  /** The exchange does not keep rows that old: there is nothing to ask for from there on down. */
  readonly isTooOld: boolean;
}

/** The highest and the lowest score of a page, bad rows included as far as theirs are known; infinite where none is. */
export function endsOf({ rows, bad }: JudgedRows): { highest: number; lowest: number } {
  const scores = [...rows, ...bad].flatMap(({ score }) => (score === null ? [] : [score]));
  return { highest: Math.max(...scores), lowest: Math.min(...scores) };
}

/** A full page whose only readable rows were stored before: what lies below must be asked for again, or it is lost. */
export const unreadableBelow = (key: string, score: number): InvalidPayload =>
  new InvalidPayload(`${key}: of an answer with older rows none up to ${score} can be read`);

/** What is asked for, and how urgent that is. */
export interface MoreRows {
  readonly request: ExchangeRequest;
  readonly query: FeedQuery;
  readonly priority: 'fill' | 'history';
}

/**
 * Asks for a page. Null where the pair has got another series meanwhile.
 *
 * @throws NotSent where no weight is left or the egress is paused; what else a request throws
 */
export async function askForMore(
  context: WorkerContext,
  { ingest }: SeriesSetup,
  { pair, series }: PairSeries,
  { request, query, priority }: MoreRows,
): Promise<OlderPage | null> {
  const reply = await ask(context, request, priority, 'historyWeight');
  if (pair.isRemoved || pair.series !== series) return null;
  const judged = ingest.judge(pair, { ...reply, path: request.path }, query);
  return { ...judged, origin: { asOf: query.asOf, source: reply.source }, isTooOld: reply.isTooOld === true };
}

/** Puts bad rows on record. @param spoilt their scores @param within the gap they were found in */
export async function noteSpoilt(
  { feed: { scores }, ledger }: SeriesSetup,
  { code }: PairState,
  spoilt: readonly number[],
  asOf: number,
  within?: Gap,
): Promise<void> {
  await recordUnknown(ledger, scores, code, invalidRows(spoilt, scores), asOf, within);
}

/** Scores of the bad rows of a page within a span, ascending. */
export const spoiltOf = ({ bad }: JudgedRows, from: number, to: number): number[] =>
  bad
    .flatMap(({ score }) => (score !== null && score >= from && score <= to ? [score] : []))
    .sort((one, other) => one - other);
