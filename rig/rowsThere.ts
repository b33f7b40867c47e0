import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import type { FeedQuery, OlderRows, Payload, SeriesFeed } from '../model/feed.ts';
import { type SeriesRow, scoreOf } from '../model/seriesRow.ts';
import type { Target } from './targets.ts';
import type { Truth } from './truth.ts';

/*
 * Rows of series that are neither of candles nor of aggregate trades: the exchange keeps them, or tells the present one alone, or tells them by a
 * stream alone.
 */

/** Which of these stored rows the exchange has never told. @param at exchange ms: until then */
export function untrueRows(truth: Truth, target: Target, stored: readonly string[], at: number): string[] {
  const { feed, code } = target;
  if (feed.shape !== 'series' || stored.length === 0) return [];
  if (feed.older !== undefined) {
    const scores = stored.map(scoreOf);
    const right = rowsBetween(truth, target, Math.min(...scores), Math.max(...scores), at);
    return stored.filter((row) => right.get(scoreOf(row))?.includes(row) !== true);
  }
  return stored.filter((row) => {
    // What is told once is told at the time that the row names.
    const [score, time] = JSON.parse(row) as [number, number];
    const { request } = feed;
    const query = queryAt(code, score);
    const told =
      request === undefined
        ? truth.forcedOrders(code, time).map((event) => streamedRow(feed, event, code))
        : rowsIn(truth, feed, request({ ...query, cursor: null, resuming: false, retention: 1 }), score);
    return !membersOf(feed, told, query).some(({ member }) => member === row);
  });
}

/**
 * Rows of a series that the exchange keeps, by score, as they may be stored: one text, or two where a row is stored with what another answer tells,
 * if that was known.
 *
 * @param at exchange ms: those that there were then
 */
export function rowsBetween(
  truth: Truth,
  { feed, code }: Pick<Target, 'feed' | 'code'>,
  from: number,
  to: number,
  at: number,
): ReadonlyMap<number, readonly string[]> {
  if (feed.shape !== 'series' || feed.older === undefined) return new Map();
  const query = queryAt(code, Math.floor(at));
  const rows = keptRows(truth, { ...feed, older: feed.older }, query, Math.ceil(from), Math.floor(to));
  const plain = membersOf(feed, rows, query);
  const { beside } = feed;
  const answer = beside && payload(truth, beside.request(), query.asOf);
  const known = beside && answer && membersOf(feed, rows, { ...query, beside: { since: 0, of: beside.read(answer) } });
  const texts = new Map<number, readonly string[]>();
  for (const [index, { score, member }] of plain.entries()) {
    if (score >= from && score <= to) texts.set(score, [member, known?.[index]?.member ?? member]);
  }
  return texts;
}

/** With some from before: what is stored of a row may depend on the one before it. */
function keptRows(
  truth: Truth,
  feed: SeriesFeed & { readonly older: OlderRows },
  query: FeedQuery,
  from: number,
  to: number,
): readonly unknown[] {
  const { older, pageRows } = feed;
  const byScore = new Map<number, unknown>();
  const take = (rows: readonly unknown[]): number[] => {
    const scores = rows.map((row) => feed.scoreOf(row) ?? 0);
    for (const [index, row] of rows.entries()) byScore.set(scores[index] ?? 0, row);
    return scores;
  };
  take(rowsIn(truth, feed, older.history(query, from), query.asOf));
  for (let start = from; start <= to; ) {
    const scores = take(rowsIn(truth, feed, older.between(query, start, to), query.asOf));
    const last = scores.at(-1);
    if (scores.length < pageRows || last === undefined || last <= start) break;
    start = last;
  }
  return [...byScore].sort(([one], [other]) => one - other).map(([, row]) => row);
}

const queryAt = (code: string, asOf: number): FeedQuery => ({ pairs: [code.toUpperCase()], asOf, uncertainty: 0 });

function payload(truth: Truth, request: ExchangeRequest, at: number): Payload {
  const data = truth.answer(request, at);
  return { data, text: JSON.stringify(data), path: request.path };
}

const rowsIn = (truth: Truth, feed: SeriesFeed, request: ExchangeRequest, at: number): readonly unknown[] =>
  feed.rowsIn(payload(truth, request, at));

const membersOf = (feed: SeriesFeed, rows: readonly unknown[], query: FeedQuery): readonly SeriesRow[] =>
  feed.toRows(
    rows.map((row) => ({ row, text: undefined })),
    query,
  );

function streamedRow({ streamed }: SeriesFeed, event: unknown, code: string): unknown {
  if (streamed?.by !== 'rows') throw new TypeError('rows that neither answers nor events have');
  return streamed.rowOf(event, code.toUpperCase());
}
