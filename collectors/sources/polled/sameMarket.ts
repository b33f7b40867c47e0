import { ask } from '../../../gateway/ask.ts';
import type { ExchangeReply } from '../../../model/exchangeRequest.ts';
import type { SeriesQuery } from '../../../model/feed.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import { type SeriesRow, scoreOf } from '../../../model/seriesRow.ts';
import { readRows, readSeries } from '../../../store/series.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import { expire } from '../../gaps/expire.ts';
import type { JudgedRows } from '../../ingest/ingest.ts';
import { oldestScore } from '../../ingest/oldestScore.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairSeries, PairState } from '../../state/pairState.ts';

/**
 * Whether the exchange's rows go on from the stored ones. A series is *sure* while replies hold its newest row, or go on from it. It is *in
 * doubt* while they do not: they are empty, end before it, or have another row in its place. Nothing is stored or confirmed then, so that it
 * ages. A replica that lags ends the doubt by itself. Where the exchange's newest row shows for 20 s that what is stored is of another
 * market, the exchange has *begun anew*, as a testnet does each month: what is stored is removed, with an entry in the ledger.
 */

/** So long the exchange must contradict what is stored, ms. */
const BEGUN_ANEW_AFTER_MS = 20_000;

/** A doubt that lasts longer than this is a failure that is told of, ms. */
const TELL_AFTER_MS = 5_000;

/** Whether rows of the reply to `query` go on from what is stored. @throws what a request throws */
export async function goesOn(
  context: WorkerContext,
  setup: SeriesSetup,
  { pair, series }: PairSeries,
  { rows, bad }: JudgedRows,
  query: SeriesQuery,
): Promise<boolean> {
  const { feed } = setup;
  const { newest, newestMember } = series;
  if (newest === null || newestMember === null) return true;
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return false;
  // The row itself has come spoilt: then one beside it shows that nothing lies between. Where scores do not tell, any row of its answer does.
  const { continuity, next, previous } = feed.scores;
  const isBeside = ({ score }: SeriesRow) =>
    continuity === 'none' || score === next(newest) || score === previous(newest);
  const isNewest = ({ score }: { readonly score: number | null }) => score === newest;
  if (bad.some(isNewest)) return rows.some(isBeside);
  if (last.score < newest) return false;
  // Times mean the same in every market.
  if (continuity === 'grid') return true;
  const held = rows.find(isNewest);
  if (held !== undefined) return feed.isSame(newestMember, held) || sharesRows(context, setup, pair, rows);
  if (first.score < newest) return false;
  const request = feed.between(query, newest, newest);
  const reply = await ask(context, request);
  const found = setup.ingest.judge(pair, { ...reply, path: request.path }, query);
  if (found.bad.some(isNewest)) return found.rows.some(isBeside);
  return found.rows.some((row) => isNewest(row) && feed.isSame(newestMember, row));
}

/** Stored rows that are looked for among those of a reply. */
const LOOK_BACK = 100;

/** Whether one of the newest stored rows is the same as one of these: then it is one market, and what contradicts it is a row that was wrong. */
async function sharesRows(
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

/**
 * Deals with a reply that does not go on from what is stored.
 *
 * @param rows those of the reply, where it was asked for the newest ones
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

/** Ids mean something else now, all of them. Of the same market (`isSame`) only those rows are wrong that the exchange does not have yet. */
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
