import type { Market } from '../markets/markets.js';

/** Where Binance itself sends the streams of its markets. */
const OWN: Readonly<Record<Market, string>> = {
  spot: 'wss://stream.binance.com:9443',
  usdm: 'wss://fstream.binance.com',
};

/** Binance's other places, which have another address for streams. */
const OTHERS: Readonly<Record<string, string>> = { 'data-api.binance.vision': 'wss://data-stream.binance.vision' };

/**
 * Where streams come from if nobody says it: Binance's own only beside Binance's own REST. Anybody else's are expected at the address that
 * answers REST, with ws for http: where it has none, nothing is streamed, and prices of two exchanges are never mixed.
 */
export function streamUrlFor(market: Market, restUrl: string): string {
  const { hostname } = new URL(restUrl);
  const isOwn = hostname === 'binance.com' || hostname.endsWith('.binance.com');
  return isOwn ? OWN[market] : (OTHERS[hostname] ?? restUrl.replace(/^http/, 'ws'));
}
