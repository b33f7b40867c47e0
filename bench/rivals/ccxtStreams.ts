import { symbolOf } from '../streams/sender/sender.ts';

/**
 * Watches with ccxt.pro what the collectors store of some pairs: trades, books, best bid and ask, tickers, candles. It stores nothing.
 *
 * Arguments: URL of the sender, number of pairs.
 */
const [url = '', pairs] = process.argv.slice(2);
const INTERVALS = ['1m', '5m', '15m', '30m', '1h', '1d', '1w', '1M'];

interface Exchange {
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(): Promise<unknown>;
  watchTradesForSymbols(symbols: readonly string[]): Promise<unknown>;
  watchOrderBookForSymbols(symbols: readonly string[], limit: number): Promise<unknown>;
  watchBidsAsks(symbols: readonly string[]): Promise<unknown>;
  watchTickers(symbols: readonly string[]): Promise<unknown>;
  watchOHLCVForSymbols(pairs: readonly (readonly [string, string])[]): Promise<unknown>;
}
type Ccxt = { readonly pro: { readonly binance: new (options: object) => Exchange } };

// By a variable, so that its types, which are larger than all of ours, are not read.
const name: string = 'ccxt';
const { default: ccxt } = (await import(name)) as { default: Ccxt };
const exchange = new ccxt.pro.binance({
  enableRateLimit: false,
  newUpdates: true,
  options: {
    fetchMarkets: { types: ['spot'] },
    watchTrades: { name: 'aggTrade' },
    watchTradesForSymbols: { name: 'aggTrade' },
    defaultType: 'spot',
  },
  urls: { api: { public: `${url}/api/v3`, ws: { spot: `${url.replace('http', 'ws')}/stream/ws` } } },
});
await exchange.loadHttpProxyAgent();
await exchange.loadMarkets();
const symbols = Array.from({ length: Number(pairs) }, (_, index) => symbolOf(index + 1).replace(/USDT$/, '/USDT'));

async function forever(watch: () => Promise<unknown>): Promise<void> {
  for (;;) await watch();
}

const all = [
  forever(() => exchange.watchTradesForSymbols(symbols)),
  forever(() => exchange.watchOrderBookForSymbols(symbols, 100)),
  forever(() => exchange.watchBidsAsks(symbols)),
  forever(() => exchange.watchTickers(symbols)),
  forever(() =>
    exchange.watchOHLCVForSymbols(
      symbols.flatMap((symbol) => INTERVALS.map((interval): [string, string] => [symbol, interval])),
    ),
  ),
];
setTimeout(() => process.send?.('ready'), 5_000);
await Promise.all(all);
