import { endsOf } from '../../collectors/history/olderRows.ts';
import type { OlderRows } from '../../model/feed.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { type AskedRows, askForPage, queryOf } from './askForRows.ts';

/**
 * Rows whose scores only rise, as payments of funding. Each is stored with what the one before tells, so they are asked for as history is, the newest
 * first; there are few: all are in memory before the oldest is handed on.
 */
export async function* readRising(
  asked: AskedRows,
  older: OlderRows,
  from: number,
  to: number,
): AsyncIterable<readonly SeriesRow[]> {
  const { feed } = asked;
  const pages: SeriesRow[][] = [];
  let before = Math.floor(Math.min(to, (await queryOf(asked)).asOf));
  let below = before + 1;
  for (;;) {
    const query = await queryOf(asked);
    const page = await askForPage(asked, older.history(query, before), query);
    pages.push(page.rows.filter(({ score }) => score >= from && score < below));
    const { lowest } = endsOf(page);
    if (page.isTooOld || page.count < feed.pageRows || lowest <= from || lowest >= below) break;
    before = lowest;
    below = lowest;
  }
  const rows = pages.reverse().flat();
  if (rows.length > 0) yield rows;
}
