import { marketConfigOf } from '../../config/marketConfig.ts';
import { parseConfig } from '../../config/parseConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { FeedRow, SeriesRow } from '../../markets/market.js';
import { type FeedName, feedsOf, intervalsOf, isCandles, type Market, namedOf, rowOf } from '../../markets/markets.js';
import { markdownTable } from './markdownTable.ts';

const DEFAULTS = '{"pairs":["btcusdt"],"usdm":{"pairs":["btcusdt"]}}';

const head = ['Feed', 'GetData `type`', 'Replaces', 'Endpoint', 'Weight', 'Period', 'Streams', 'Stored as'];

/** The table of feeds as Markdown, with the requests that the default configuration sends. */
export function feedsTable(market: Market): string {
  const cells = feedsOf(market).map((feed) => feedCells(market, feed));
  // What a market never has is no column.
  const isUsed = head.map((_, index) => cells.some((row) => row[index] !== ''));
  const used = (row: readonly string[]) => row.filter((_, index) => isUsed[index]);
  return markdownTable(used(head), cells.map(used));
}

function rowsKept({ rows, above }: SeriesRow['retention']): string {
  const few = `${rows.toLocaleString('en')} rows`;
  return above === undefined ? few : `${few}; above ${above.pairs} pairs ${above.rows.toLocaleString('en')}`;
}

function feedCells(market: Market, name: FeedName): string[] {
  const config = marketConfigOf(parseConfig(DEFAULTS, 'defaults', {}), market);
  const row = rowOf(market, name);
  // So few pairs as there mostly are, as far as one request serves them.
  const pairs = Array.from({ length: row.from === undefined ? (row.chunk ?? 1) : row.from }, (_, at) => `PAIR${at}`);
  const poll = { pairs, asOf: 0, uncertainty: 0, cursor: null, resuming: false, retention: 1 };
  const feed = connectors[market].feeds[name]?.({ ...config?.feeds[name] }, undefined);
  const { path = '', weight = 0, pool } = feed?.request?.(poll) ?? {};
  const per = perOf(row);
  const stored = row.shape === 'latest' ? 'latest value' : `series, ${rowsKept(row.retention)}`;
  const types = isCandles(row) ? intervalsOf(row) : [name];
  const { parameter, value } = namedOf(row) ?? {};
  const named = parameter === undefined ? '' : ` with \`${parameter}=${value}\``;
  const period = row.everySeconds < 3600 ? `${row.everySeconds} s` : `${row.everySeconds / 3600} h`;
  const replaces = row.original === '' ? [] : row.original.split(', ').map((file) => `\`${file}\``);
  return [
    `\`${name}\``,
    types.map((type) => `\`${type}\``).join(' ') + named,
    replaces.join(', '),
    path === '' ? 'streams alone' : `\`${path}\``,
    path === '' ? '' : `${weight} ${per}${pool === undefined ? '' : `, of ${pool}`}`,
    row.enabled === false ? `${period}; off` : period,
    (row.streams ?? []).map((stream) => `\`${stream}\``).join(', '),
    stored,
  ];
}

/** What a request is for. */
function perOf(row: FeedRow): string {
  if (row.ask !== 'pairs') return isCandles(row) ? 'a pair and interval' : 'a pair';
  if (row.from === undefined) return row.chunk < EVERYBODY ? `for ${row.chunk} pairs` : 'for all pairs';
  return `for all pairs, from ${row.from} of them on; else less for each`;
}

/** A request for so many pairs is for all that there are. */
const EVERYBODY = 1000;
