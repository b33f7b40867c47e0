import { connectors } from '../../gateway/connectors.ts';
import type { Market } from '../../markets/markets.js';
import type { Endpoint } from '../../model/endpoint.ts';
import { type DialectError, refused } from './dialectError.ts';

/** A path that callers may ask for. */
export interface Route {
  readonly market: Market;
  readonly endpoint: Endpoint;
}

/** The paths of all markets, in the exchange's case. */
export const routes: ReadonlyMap<string, Route> = new Map(
  Object.entries(connectors).flatMap(([market, { endpoints = [] }]) =>
    endpoints.map((endpoint): [string, Route] => [endpoint.path, { market: market as Market, endpoint }]),
  ),
);

/** What is answered as bytes, and compressed for who wants it so. */
export const INFO_PATHS: ReadonlySet<string> = new Set(['/api/v3/exchangeInfo', '/fapi/v1/exchangeInfo']);

/** A client that is not told otherwise asks for the symbols of COIN-M too, and gives up where that fails. There are none here. */
export const COIN_SYMBOLS = '/dapi/v1/exchangeInfo';

/** Paths of the dialect. What of them is no route is refused in its form. */
const OF_DIALECT = /^\/(?:api|fapi|dapi|futures|sapi|papi|eapi)(?:\/|$)/;

export const isOfDialect = (path: string): boolean => OF_DIALECT.test(path);

/** All that needs a signature there. */
const SIGNED = /^\/[sp]api\//;
const TRADING =
  /\/(?:order|orders|orderList|openOrders?|allOrders?|allOrderList|openOrderList|batchOrders|account|myTrades|myAllocations|myFilters|myPreventedMatches|rateLimit|listenKey|userDataStream|userTrades|balance|positionRisk|leverage|leverageBracket|marginType|positionMargin|positionSide|income|commissionRate|sor|countdownCancelAll|multiAssetsMargin|forceOrders|adlQuantity|algoOrder|conditional|um|cm|margin)(?:\/|$)/;

/** What whoever wants anything of an account is told. */
export const TO_TRADE =
  'Trading and signed requests have to go to Binance itself: binance-collector serves market data.';

/** What a request is refused with before it is read; null: nothing. @param query as received, without `?` */
export function refusalOf(method: string, path: string, query: string): DialectError | null {
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead || SIGNED.test(path) || TRADING.test(path) || /(?:^|&)(?:signature|listenKey)=/.test(query)) {
    return refused.unsupported(TO_TRADE, 403);
  }
  if (routes.has(path) || path === COIN_SYMBOLS) return null;
  return refused.unsupported(
    `There is nothing at this path: /openapi.json lists those of market data that are served.`,
  );
}
