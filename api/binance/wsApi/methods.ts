import type { Market } from '../../../markets/markets.js';
import { type DialectError, refused } from '../dialectError.ts';
import { TO_TRADE } from '../routes.ts';

/** A WebSocket API of the exchange, as far as it is about market data. */
export interface WsApi {
  /** Where its sockets open. */
  readonly address: string;
  /** What may stand before a method's name, with a slash between. */
  readonly version: string;
  /** By method: the path of REST that is answered the same. */
  readonly methods: Readonly<Record<string, string>>;
}

/**
 * THE TABLE of methods.
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api (2026-07),
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/websocket-api (2026-08)
 */
export const wsApis: Readonly<Record<Market, WsApi>> = {
  spot: {
    address: '/ws-api/v3',
    version: 'v3',
    methods: {
      ping: '/api/v3/ping',
      time: '/api/v3/time',
      exchangeInfo: '/api/v3/exchangeInfo',
      depth: '/api/v3/depth',
      'trades.recent': '/api/v3/trades',
      'trades.historical': '/api/v3/historicalTrades',
      'trades.aggregate': '/api/v3/aggTrades',
      klines: '/api/v3/klines',
      uiKlines: '/api/v3/uiKlines',
      avgPrice: '/api/v3/avgPrice',
      'ticker.24hr': '/api/v3/ticker/24hr',
      'ticker.tradingDay': '/api/v3/ticker/tradingDay',
      ticker: '/api/v3/ticker',
      'ticker.price': '/api/v3/ticker/price',
      'ticker.book': '/api/v3/ticker/bookTicker',
    },
  },
  usdm: {
    address: '/ws-fapi/v1',
    version: 'v1',
    methods: {
      depth: '/fapi/v1/depth',
      'ticker.price': '/fapi/v2/ticker/price',
      'ticker.book': '/fapi/v1/ticker/bookTicker',
    },
  },
};

/** Methods of accounts, sessions and trading. */
const OF_ACCOUNTS = /^(?:v\d+\/)?(?:account|algoOrder|allOrder|my[A-Z]|openOrder|order|session|sor|userDataStream)/;

/** The method of a request without its version, which the market has. @throws DialectError */
export function methodOf(market: Market, asked: string): string {
  const { version, methods } = wsApis[market];
  const name = asked.startsWith(`${version}/`) ? asked.slice(version.length + 1) : asked;
  if (Object.hasOwn(methods, name)) return name;
  throw OF_ACCOUNTS.test(asked) ? refused.unsupported(TO_TRADE, 403) : unknown(market, asked);
}

function unknown(market: Market, asked: string): DialectError {
  const known = Object.keys(wsApis[market].methods).join(', ');
  return refused.unsupported(`There is no method ${JSON.stringify(asked.slice(0, 40))} here. There are: ${known}.`);
}
