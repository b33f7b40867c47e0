import { feedsOf, intervalsOf, isCandles, type Market, rowOf } from '../../markets/markets.js';
import { dataKey } from '../../store/redis/keys.ts';
import { markdownTable } from './markdownTable.ts';

/** What stands in Redis under which key, as Markdown. */
export function keysTable(market: Market): string {
  const rows = feedsOf(market).map((feed) => {
    const row = rowOf(market, feed);
    const key = dataKey(market, '<code>', feed);
    const intervals = isCandles(row) ? `; interval in minutes: \`${intervalsOf(row).join(' ')}\`` : '';
    return [
      `\`${isCandles(row) ? `${key}:<interval>` : key}\``,
      row.shape === 'series' ? 'sorted set' : 'string',
      `${row.summary}${intervals}`,
    ];
  });
  return markdownTable(
    ['Key', 'Type', ''],
    [
      ...rows,
      ['`<key>:meta`', 'hash', 'one beside each of the above'],
      ['`collector:…`', 'several', 'bookkeeping, below'],
    ],
  );
}
