import { rowSchemaOf } from '../../api/docs/openapiRows.ts';
import type { FeedRow } from '../../markets/market.js';
import { feedsOf, intervalsOf, isCandles, type Market, namedOf, rowOf } from '../../markets/markets.js';
import { markdownTable } from './markdownTable.ts';

/** What GetData shows of each type, as Markdown. */
export function rowsTable(market: Market): string {
  const rows = feedsOf(market).map((feed) => {
    const row = rowOf(market, feed);
    const types = isCandles(row) ? intervalsOf(row) : [feed];
    const { parameter, value } = namedOf(row) ?? {};
    const named = parameter === undefined ? '' : ` with \`${parameter}=${value}\``;
    return [types.map((type) => `\`${type}\``).join(' ') + named, describe(row)];
  });
  return markdownTable(['Type', 'Rows'], rows);
}

function describe(row: FeedRow): string {
  const fields = `\`${Object.keys(Object(rowSchemaOf(row).properties)).join(', ')}\``;
  if (row.shape === 'series') return isCandles(row) ? `candles of so many minutes: ${fields}` : fields;
  return row.view === 'book'
    ? `its levels, page by page: ${fields}`
    : `one, as the exchange sent it, with at least ${fields}`;
}
