import { parseConfig } from '../../config/parseConfig.ts';
import { connectors } from '../../gateway/connectors.ts';
import type { SeriesRow } from '../../markets/market.js';
import { DEFAULT_MARKET, type FeedName, feedsOf, intervalsOf, isCandles, rowOf } from '../../markets/markets.js';
import { markdownTable } from './markdownTable.ts';

const head = ['Feed', 'GetData `type`', 'Replaces', 'Endpoint', 'Weight', 'Period', 'Streams', 'Stored as'];

/** The table of feeds as Markdown, with the requests that the default configuration sends. */
export function feedsTable(): string {
  return markdownTable(head, feedsOf(DEFAULT_MARKET).map(feedCells));
}

function rowsKept({ rows, above }: SeriesRow['retention']): string {
  const few = `${rows.toLocaleString('en')} rows`;
  return above === undefined ? few : `${few}; above ${above.pairs} pairs ${above.rows.toLocaleString('en')}`;
}

function feedCells(name: FeedName): string[] {
  const config = parseConfig('{"pairs":["btcusdt"]}', 'defaults', {});
  const row = rowOf(DEFAULT_MARKET, name);
  const pairs = Array.from({ length: row.chunk ?? 1 }, (_, index) => `PAIR${index}`);
  const poll = { pairs, asOf: 0, uncertainty: 0, cursor: null, resuming: false, retention: 1 };
  const feed = connectors[DEFAULT_MARKET].feeds[name]?.({ ...config.feeds[name] }, undefined);
  const { path = '', weight = 0 } = feed?.request(poll) ?? {};
  const per = row.chunk === undefined ? (isCandles(row) ? 'a pair and interval' : 'a pair') : `for ${row.chunk} pairs`;
  const stored = row.shape === 'latest' ? 'latest value' : `series, ${rowsKept(row.retention)}`;
  const types = isCandles(row) ? intervalsOf(row) : [name];
  const period = row.everySeconds < 3600 ? `${row.everySeconds} s` : `${row.everySeconds / 3600} h`;
  const replaces = row.original === '' ? [] : row.original.split(', ').map((file) => `\`${file}\``);
  return [
    `\`${name}\``,
    types.map((type) => `\`${type}\``).join(' '),
    replaces.join(', '),
    `\`${path}\``,
    `${weight} ${per}`,
    period,
    (row.streams ?? []).map((stream) => `\`${stream}\``).join(', '),
    stored,
  ];
}
