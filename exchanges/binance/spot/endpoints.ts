import type { ExchangeRequest } from '../../connector.ts';

/**
 * Binance's public spot endpoints as requests, with their weights.
 * Source: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints (2026-07).
 */

/** Most rows that klines, trades and aggTrades answer; the weight does not depend on it. */
export const MAX_ROWS = 1000;

interface KlineSpan {
  readonly startTime?: number;
  readonly endTime?: number;
}

/** Binance wants a JSON array without spaces. */
const list = (symbols: readonly string[]): string => JSON.stringify(symbols);

function depthWeight(levels: number): number {
  if (levels <= 100) return 5;
  if (levels <= 500) return 25;
  return levels <= 1000 ? 50 : 250;
}

function ticker24hrWeight(symbols: number): number {
  if (symbols <= 20) return 2;
  return symbols <= 100 ? 40 : 80;
}

export const spot = {
  ping: (): ExchangeRequest => ({ path: '/api/v3/ping', params: {}, weight: 1 }),

  time: (): ExchangeRequest => ({ path: '/api/v3/time', params: {}, weight: 1 }),

  exchangeInfo: (symbols: readonly string[]): ExchangeRequest => ({
    path: '/api/v3/exchangeInfo',
    params: { symbols: list(symbols), showPermissionSets: 'false' },
    weight: 20,
  }),

  /** `limit` 1 to 5000 levels a side. */
  depth: (symbol: string, limit: number): ExchangeRequest => ({
    path: '/api/v3/depth',
    params: { symbol, limit },
    weight: depthWeight(limit),
  }),

  /** The newest raw trades. */
  trades: (symbol: string, limit: number): ExchangeRequest => ({
    path: '/api/v3/trades',
    params: { symbol, limit },
    weight: 25,
  }),

  /** Raw trades from `fromId` on (inclusive). */
  historicalTrades: (symbol: string, limit: number, fromId: number): ExchangeRequest => ({
    path: '/api/v3/historicalTrades',
    params: { symbol, limit, fromId },
    weight: 25,
  }),

  /** From `fromId` on (inclusive), or the newest without it. */
  aggTrades: (symbol: string, limit: number, fromId?: number): ExchangeRequest => ({
    path: '/api/v3/aggTrades',
    params: fromId === undefined ? { symbol, limit } : { symbol, limit, fromId },
    weight: 4,
  }),

  /** The newest candles, the newest up to `endTime`, or the oldest from `startTime` up to it (ms, open times, inclusive). */
  klines: (symbol: string, interval: string, limit: number, span: KlineSpan = {}): ExchangeRequest => ({
    path: '/api/v3/klines',
    params: { symbol, interval, limit, ...span },
    weight: 2,
  }),

  ticker24hr: (symbols: readonly string[]): ExchangeRequest => ({
    path: '/api/v3/ticker/24hr',
    params: { symbols: list(symbols) },
    weight: ticker24hrWeight(symbols.length),
  }),

  price: (symbols: readonly string[]): ExchangeRequest => ({
    path: '/api/v3/ticker/price',
    params: { symbols: list(symbols) },
    weight: 4,
  }),

  bookTicker: (symbols: readonly string[]): ExchangeRequest => ({
    path: '/api/v3/ticker/bookTicker',
    params: { symbols: list(symbols) },
    weight: 4,
  }),
} as const;
