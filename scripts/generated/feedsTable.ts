import { parseConfig } from '../../config/parseConfig.ts';
import { feedFactories } from '../../exchanges/binance/spot/feeds/feeds.ts';
import { type FeedName, type FeedRow, feedNames, feeds, intervalMinutes } from '../../markets/markets.js';
import type { SeriesPoll } from '../../model/feed.ts';

const head = ['Feed', 'GetData `type`', 'Replaces', 'Endpoint', 'Weight', 'Period', 'Stored as'];

/** The table of feeds as Markdown, with the requests that the default configuration sends. */
export function feedsTable(): string {
  const rows = [head, head.map(() => '---'), ...feedNames.map(feedCells)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function feedCells(name: FeedName): string[] {
  const config = parseConfig('{"pairs":["btcusdt"]}', 'defaults', {});
  const row: FeedRow = feeds[name];
  const poll: SeriesPoll = { pairs: [], asOf: 0, uncertainty: 0, cursor: null, resuming: false, retention: 1 };
  const { path, weight } = feedFactories[name](config, undefined).request(poll);
  const per =
    row.chunk === undefined ? (name === 'klines' ? 'a pair and interval' : 'a pair') : `for ${row.chunk} pairs`;
  const stored = row.retention === undefined ? 'latest value' : `series, ${row.retention.toLocaleString('en')} rows`;
  const types = name === 'klines' ? intervalMinutes : [name];
  const period = row.everySeconds < 3600 ? `${row.everySeconds} s` : `${row.everySeconds / 3600} h`;
  const replaces = row.original.split(', ').map((file) => `\`${file}\``);
  return [
    `\`${name}\``,
    types.map((type) => `\`${type}\``).join(' '),
    replaces.join(', '),
    `\`${path}\``,
    `${weight} ${per}`,
    period,
    stored,
  ];
}
