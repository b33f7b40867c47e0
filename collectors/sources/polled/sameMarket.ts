import { ask } from '../../../gateway/ask.ts';
import type { OlderRows, SeriesFeed, SeriesQuery } from '../../../model/feed.ts';
import { type SeriesRow, scoreOf } from '../../../model/seriesRow.ts';
import { readRows } from '../../../store/values/series.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { JudgedRows } from '../../ingest/ingest.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import { LOOK_BACK } from '../../state/lookBack.ts';
import type { PairSeries, PairState } from '../../state/pairState.ts';

/**
 * Whether the rows that answer `query` go on from what is stored: doubt.ts says what comes of it where they do not.
 *
 * @throws what a request throws
 */
export async function goesOn(
  context: WorkerContext,
  setup: SeriesSetup,
  { pair, series }: PairSeries,
  judged: JudgedRows,
  query: SeriesQuery,
): Promise<boolean> {
  const { feed } = setup;
  const { newest, newestMember } = series;
  if (newest === null || newestMember === null) return true;
  const { rows } = judged;
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (cameSpoilt(judged, newest)) return reachUpTo(feed, rows, newest);
  if (last.score < newest) return false;
  // Times mean the same in every market.
  if (feed.scores.continuity === 'grid') return true;
  const held = rows.find(({ score }) => score === newest);
  if (held !== undefined) return feed.isSame(newestMember, held) || sharesRows(context, setup, pair, rows);
  // They pass over it, as if there were no such row.
  if (first.score < newest) return false;
  // Samples: each answer has but the present one.
  if (feed.older === undefined) return true;
  return isStillThere(context, setup, pair, { score: newest, member: newestMember }, query, feed.older);
}

/** The newest stored row itself has come, and cannot be read. */
const cameSpoilt = ({ bad }: JudgedRows, newest: number): boolean => bad.some(({ score }) => score === newest);

/** A row beside one that cannot be read shows that nothing lies between. Where scores do not tell, any row of its answer does. */
function reachUpTo({ scores }: SeriesFeed, rows: readonly SeriesRow[], newest: number): boolean {
  const { continuity, next, previous } = scores;
  return rows.some(({ score }) => continuity === 'none' || score === next(newest) || score === previous(newest));
}

/** The rows begin above the newest stored one: that one is asked for. */
async function isStillThere(
  context: WorkerContext,
  { feed, ingest }: SeriesSetup,
  pair: PairState,
  { score: newest, member }: SeriesRow,
  query: SeriesQuery,
  older: OlderRows,
): Promise<boolean> {
  const request = older.between(query, newest, newest);
  const reply = await ask(context, request);
  // Nobody can tell any more. What lies between is missing, and is put on record.
  if (reply.isTooOld) return true;
  const judged = ingest.judge(pair, { ...reply, path: request.path }, query);
  if (cameSpoilt(judged, newest)) return reachUpTo(feed, judged.rows, newest);
  return judged.rows.some((row) => row.score === newest && feed.isSame(member, row));
}

/** Whether one of the newest stored rows is the same as one of these: then it is one market, and what contradicts it is a row that was wrong. */
export async function sharesRows(
  { store }: WorkerContext,
  { feed }: SeriesSetup,
  { key }: PairState,
  rows: readonly SeriesRow[],
): Promise<boolean> {
  const stored = await readRows(store, key, { offset: 0 }, LOOK_BACK);
  const known = new Map(stored.rows.map((member) => [scoreOf(member), member]));
  return rows.some((row) => {
    const member = known.get(row.score);
    return member !== undefined && feed.isSame(member, row);
  });
}
