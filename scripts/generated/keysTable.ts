import { DEFAULT_MARKET, feedsOf, intervalsOf, isCandles, rowOf } from '../../markets/markets.js';
import { dataKey } from '../../store/keys.ts';
import { markdownTable } from './markdownTable.ts';

/** What stands in Redis under which key, as Markdown. */
export function keysTable(): string {
  const rows = feedsOf(DEFAULT_MARKET).map((feed) => {
    const row = rowOf(DEFAULT_MARKET, feed);
    const key = dataKey(DEFAULT_MARKET, '<code>', feed);
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
