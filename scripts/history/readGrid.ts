import type { OlderRows } from '../../model/feed.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { type AskedRows, askForPage, queryOf } from './askForRows.ts';
import { utc } from './utc.ts';

/** Rows that lie on a grid of times, as candles: page by page, each from one time of the grid to another. Where a page is empty, the next row is looked for. */
export async function* readGrid(
  asked: AskedRows,
  older: OlderRows,
  from: number,
  to: number,
): AsyncIterable<readonly SeriesRow[]> {
  const { feed, what, onNote } = asked;
  const { scores } = feed;
  const first = await queryOf(asked);
  const kept = older.keptFrom?.(first) ?? 0;
  if (kept > from) onNote?.(`${what}: the exchange keeps nothing from before ${utc(kept)}`);
  const begin = Math.max(from, kept, 0);
  let hasRows = false;
  let start: number | null = scores.next(scores.previous(begin));
  while (start !== null) {
    const query = await queryOf(asked);
    const end = Math.min(to, query.asOf);
    if (start > end) return;
    const stop = lastOfPage(asked, start, end);
    const page = await askForPage(asked, older.between(query, start, stop), query);
    const [lowest, highest]: readonly [number, number] = [start, stop];
    const rows = page.rows.filter(({ score }) => score >= lowest && score <= highest);
    if (rows.length > 0) yield rows;
    hasRows ||= rows.length > 0;
    start = scores.next(stop);
    if (rows.length > 0 || page.bad.length > 0 || feed.oldest === undefined) continue;
    // Nothing was traded for as long as a page is, or the pair was not listed yet.
    const found = await askForPage(asked, feed.oldest(query, start), query);
    start = found.rows[0]?.score ?? null;
    if (!hasRows) onNote?.(`${what}: the exchange has nothing ${start === null ? 'at all' : `before ${utc(start)}`}`);
  }
}

/** The last score of the page that begins with one: a neighbour comes along. */
function lastOfPage({ feed: { scores, pageRows } }: AskedRows, start: number, end: number): number {
  let stop = start;
  for (let rows = 1; rows < pageRows - 1; rows++) {
    const next = scores.next(stop);
    if (next > end) break;
    stop = next;
  }
  return stop;
}
