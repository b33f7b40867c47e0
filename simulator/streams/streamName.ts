import { spotIntervals } from '../intervals.ts';

/** Rolling windows of tickers, ms. */
export const windows: Readonly<Record<string, number>> = { '1h': 3_600_000, '4h': 14_400_000, '1d': 86_400_000 };

/** What a stream tells. `symbol` is written as in the REST API; streams of all pairs have none. */
export type StreamKind =
  | { readonly kind: 'aggTrade' | 'trade' | 'bookTicker' | 'avgPrice'; readonly symbol: string }
  | { readonly kind: 'kline'; readonly symbol: string; readonly interval: string }
  | { readonly kind: 'miniTicker' | 'ticker'; readonly symbol: string | undefined }
  | { readonly kind: 'windowTicker'; readonly symbol: string | undefined; readonly window: string }
  | { readonly kind: 'partialDepth'; readonly symbol: string; readonly levels: number; readonly everyMs: number }
  | { readonly kind: 'depth'; readonly symbol: string; readonly everyMs: number };

/** What a name stands for; undefined: there is no such stream, which shows only in that nothing comes. Pairs are written in small letters. */
export function readStreamName(name: string): StreamKind | undefined {
  if (name === '!miniTicker@arr') return { kind: 'miniTicker', symbol: undefined };
  const all = /^!ticker_(1h|4h|1d)@arr$/.exec(name);
  if (all !== null) return { kind: 'windowTicker', symbol: undefined, window: all[1] ?? '' };
  const [, pair = '', what = ''] = /^([^@!]+)@(.+)$/.exec(name) ?? [];
  if (pair !== pair.toLowerCase()) return undefined;
  const symbol = pair.toUpperCase();
  if (what === 'aggTrade' || what === 'trade' || what === 'bookTicker' || what === 'avgPrice')
    return { kind: what, symbol };
  if (what === 'miniTicker' || what === 'ticker') return { kind: what, symbol };
  const [, interval = ''] = /^kline_(\w+)$/.exec(what) ?? [];
  if (spotIntervals.has(interval)) return { kind: 'kline', symbol, interval };
  const [, window] = /^ticker_(1h|4h|1d)$/.exec(what) ?? [];
  if (window !== undefined) return { kind: 'windowTicker', symbol, window };
  const [isDepth, levels, fast] = /^depth(5|10|20)?(@100ms|@1000ms)?$/.exec(what) ?? [];
  if (isDepth === undefined) return undefined;
  const everyMs = fast === '@100ms' ? 100 : 1000;
  return levels === undefined
    ? { kind: 'depth', symbol, everyMs }
    : { kind: 'partialDepth', symbol, levels: Number(levels), everyMs };
}
