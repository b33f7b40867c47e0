import { collectorsOf } from '../../markets/markets.js';
import { countOf, openTimeOf } from '../../model/candleTime.ts';
import { keysOf, type WatchedKey } from '../watchKeys.ts';
import { LISTED_AT } from './sender/playedHistory.ts';

/** Those that streams serve: all but the listings, which are read each hour. */
const collectors = collectorsOf('spot').filter(({ row }) => row.streams !== undefined);

export const streamedKeys = (codes: readonly string[]): WatchedKey[] => keysOf(collectors, codes, () => 1);

/** Rows that retention allows for. */
export function wantedOf({ collector: { row, interval } }: WatchedKey, pairs: number): number {
  if (row.shape !== 'series') return 0;
  const { rows, above } = row.retention;
  if (interval === undefined) return above !== undefined && pairs > above.pairs ? above.rows : rows;
  const [first, newest] = [LISTED_AT, Date.now()].map((time) => openTimeOf(interval, time));
  return Math.min(rows, countOf(interval, first ?? 0, newest ?? 0));
}
