import type { ExchangeReply } from '../exchanges/exchange.ts';
import { monotonicMs } from '../store/machine.ts';
import { readSeries, type SeriesRow } from '../store/series.ts';
import { ask } from './ask.ts';
import type { SeriesPoll } from './feed.ts';
import { InvalidPayload } from './invalidPayload.ts';
import { type JudgedRows, judgeRows } from './judgeRows.ts';
import { expire, oldestScore } from './loadCursor.ts';
import { newSeriesState } from './pairState.ts';
import type { PollContext } from './pollContext.ts';
import type { Polled, SeriesPolling } from './seriesPolling.ts';
import { storeRows } from './storeRows.ts';

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

/** Whether rows of the reply to `poll` go on from what is stored. @throws what a request throws */
export async function goesOn(
  context: PollContext,
  polling: SeriesPolling,
  { pair, series }: Polled,
  { rows, bad }: JudgedRows,
  poll: SeriesPoll,
): Promise<boolean> {
  const { feed } = polling;
  const { newest, newestMember } = series;
  if (newest === null || newestMember === null) return true;
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return false;
  // The row itself has come spoilt: then one beside it shows that nothing lies between.
  const { next, previous } = feed.scores;
  const isBeside = ({ score }: SeriesRow) => score === next(newest) || score === previous(newest);
  if (bad.some(({ score }) => score === newest)) return rows.some(isBeside);
  if (last.score < newest) return false;
  if (feed.kind === 'candles') return true;
  const held = rows.find(({ score }) => score === newest);
  if (held !== undefined) return feed.isSame(newestMember, held);
  if (first.score < newest) return false;
  const request = feed.between(poll, newest, newest);
  const reply = await ask(context, request);
  const found = judgeRows(feed, polling.validate, { data: reply.data, path: request.path }, poll);
  if (found.bad.length > 0) polling.onBadRows(pair, found.bad);
  return found.rows.some((row) => row.score === newest && feed.isSame(newestMember, row));
}

/**
 * Deals with a reply that does not go on from what is stored.
 *
 * @param newest the last row of the reply, where it was asked for the newest ones
 * @throws InvalidPayload when it lasts
 */
export async function doubt(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  newest: SeriesRow | undefined,
  poll: SeriesPoll,
  reply: ExchangeReply,
): Promise<void> {
  const { pair, series } = polled;
  const now = monotonicMs();
  const stored = series.newestMember ?? '';
  const isOutlived = newest !== undefined && polling.feed.isOutlived(stored, newest, poll);
  const { since, outlivedSince } = series.doubt ?? { since: now, outlivedSince: null };
  series.doubt = { since, outlivedSince: isOutlived ? (outlivedSince ?? now) : null };
  // The newest rows tell more than those after one that the exchange does not know.
  series.isResuming = true;
  if (isOutlived && now - (outlivedSince ?? now) >= BEGUN_ANEW_AFTER_MS) {
    await beginAnew(context, polling, polled, newest, poll, reply);
  } else if (now - since > TELL_AFTER_MS) {
    throw new InvalidPayload(`${pair.key}: the answers do not go on from the newest stored row: ${stored}`);
  }
}

/** Ids mean something else now, all of them; of candles only those are wrong that the exchange does not have yet. */
async function beginAnew(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  newest: SeriesRow,
  { asOf }: SeriesPoll,
  { source }: ExchangeReply,
): Promise<void> {
  const { feed, ledger } = polling;
  const { pair } = polled;
  const isCandles = feed.kind === 'candles';
  const { total } = await readSeries(context.store, pair.key, { offset: 0 }, 1);
  const from = isCandles ? feed.scores.next(newest.score) : ((await oldestScore(context, pair.key, total)) ?? 0);
  const to = polled.series.newest ?? from;
  context.log.warn(
    `${pair.key}: the exchange has begun anew: rows ${from} to ${to} are of the market before and removed`,
  );
  await expire(ledger, pair, { from, to, cause: 'begun-anew' }, asOf);
  const keepTo = isCandles ? newest.score : 'none';
  await storeRows(context, polling, polled, [newest], { asOf, source, confirmsNewest: true, keepTo });
  pair.series = newSeriesState();
}
