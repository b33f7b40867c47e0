import { intervals } from '../../intervals.ts';
import type { Route } from '../../streams/route.ts';
import { contractTypes } from '../contracts/continuous.ts';
import type { ContractType } from '../contracts/contractSpec.ts';

/** What a stream of the futures market tells. Streams of all contracts have no symbol. */
export type UsdmStream =
  | { readonly kind: 'aggTrade' | 'trade'; readonly symbol: string }
  | { readonly kind: 'kline'; readonly symbol: string; readonly interval: string }
  | {
      readonly kind: 'continuousKline';
      readonly symbol: undefined;
      readonly pair: string;
      readonly type: ContractType;
      readonly interval: string;
    }
  | { readonly kind: 'markPrice'; readonly symbol: string | undefined; readonly everyMs: number }
  | { readonly kind: 'forceOrder' | 'ticker' | 'miniTicker' | 'bookTicker'; readonly symbol: string | undefined }
  | { readonly kind: 'partialDepth'; readonly symbol: string; readonly levels: number; readonly everyMs: number }
  | { readonly kind: 'depth'; readonly symbol: string; readonly everyMs: number };

const ofAll: Readonly<Record<string, UsdmStream>> = {
  '!markPrice@arr': { kind: 'markPrice', symbol: undefined, everyMs: 3000 },
  '!markPrice@arr@1s': { kind: 'markPrice', symbol: undefined, everyMs: 1000 },
  '!forceOrder@arr': { kind: 'forceOrder', symbol: undefined },
  '!ticker@arr': { kind: 'ticker', symbol: undefined },
  '!miniTicker@arr': { kind: 'miniTicker', symbol: undefined },
  '!bookTicker': { kind: 'bookTicker', symbol: undefined },
};
const ofOne = ['aggTrade', 'trade', 'forceOrder', 'ticker', 'miniTicker', 'bookTicker'] as const;
const speeds: Readonly<Record<string, number>> = { '': 250, '@100ms': 100, '@500ms': 500 };

/** What a name stands for; undefined: there is no such stream, which shows only in that nothing comes. */
export function readUsdmStreamName(name: string): UsdmStream | undefined {
  const all = ofAll[name];
  if (all !== undefined) return all;
  const [, pair = '', what = ''] = /^([^@!]+)@(.+)$/.exec(name) ?? [];
  if (pair !== pair.toLowerCase()) return undefined;
  const symbol = pair.toUpperCase();
  const plain = ofOne.find((kind) => kind === what);
  if (plain !== undefined) return { kind: plain, symbol };
  if (what === 'markPrice' || what === 'markPrice@1s') {
    return { kind: 'markPrice', symbol, everyMs: what === 'markPrice' ? 3000 : 1000 };
  }
  const [, kind, interval = ''] = /^(kline|continuousKline)_(\w+)$/.exec(what) ?? [];
  if (kind !== undefined && !intervals.has(interval)) return undefined;
  if (kind === 'kline') return { kind, symbol, interval };
  if (kind === 'continuousKline') return readContinuous(symbol, interval);
  const [isDepth, levels, speed = ''] = /^depth(5|10|20)?(@\d+ms)?$/.exec(what) ?? [];
  const everyMs = speeds[speed];
  if (isDepth === undefined || everyMs === undefined) return undefined;
  return levels === undefined
    ? { kind: 'depth', symbol, everyMs }
    : { kind: 'partialDepth', symbol, levels: Number(levels), everyMs };
}

/** `BTCUSDT_CURRENT_QUARTER`. */
function readContinuous(text: string, interval: string): UsdmStream | undefined {
  const [, pair = '', after] = /^(.+?)_([A-Z_]+)$/.exec(text) ?? [];
  const type = contractTypes.find((known) => known === after);
  return type && { kind: 'continuousKline', symbol: undefined, pair, type, interval };
}

const ofTheBook: ReadonlySet<UsdmStream['kind']> = new Set(['bookTicker', 'depth', 'partialDepth', 'trade']);

/** Which route delivers a stream: the book's are public, and single trades, which no document names; all others are on `market`. */
const routeOf = ({ kind }: UsdmStream): Route => (ofTheBook.has(kind) ? 'public' : 'market');

/** Whether events of a stream come on sockets of a route. */
export function isServed(name: string, route: Route): boolean {
  const stream = readUsdmStreamName(name);
  return stream !== undefined && routeOf(stream) === (route === 'unrouted' ? 'public' : route);
}
