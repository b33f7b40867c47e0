import { binanceSpot } from '../exchanges/binance/spot/connector.ts';
import { feedFactories } from '../exchanges/binance/spot/feeds/feeds.ts';
import type { ExchangeRequest } from '../model/exchangeRequest.ts';
import type { SeriesQuery } from '../model/feed.ts';

const pollOf = (...pairs: readonly string[]): SeriesQuery => ({
  pairs,
  asOf: 0,
  uncertainty: 0,
  cursor: null,
  resuming: false,
  retention: 1000,
});

const { klines, trades, depth, price } = feedFactories;

/** Requests to Binance's spot market as the feeds make them, weights included. */
export const spot = {
  ping: binanceSpot.ping,
  time: binanceSpot.time,
  exchangeInfo: (symbols: readonly string[]) => feedFactories['pair-info']().request(pollOf(...symbols)),
  depth: (symbol: string, levels: number) => depth({ levels }).request(pollOf(symbol)),
  trades: (symbol: string) => trades({ source: 'trades' }).request(pollOf(symbol)),
  aggTrades: (symbol: string) => trades({ source: 'aggTrades' }).request(pollOf(symbol)),
  klines: (symbol: string, interval: string, limit: number): ExchangeRequest => ({
    ...klines({}, 1).request(pollOf(symbol)),
    params: { symbol, interval, limit },
  }),
  ticker24hr: (symbols: readonly string[]) => feedFactories['high-low']().request(pollOf(...symbols)),
  price: (symbols: readonly string[]) => price().request(pollOf(...symbols)),
  bookTicker: (symbols: readonly string[]) => feedFactories['book-ticker']().request(pollOf(...symbols)),
};
