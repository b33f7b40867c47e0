import type { MarketName } from '../market.ts';

/** One WebSocket API: its market, the version that a method's name may begin with, and the REST path that answers as a method does. */
export interface WsApi {
  readonly market: MarketName;
  readonly version: string;
  readonly paths: ReadonlyMap<string, string>;
  /** Weight of opening a socket. */
  readonly opening: number;
  /** The market has times in microseconds, too. */
  readonly hasMicroseconds: boolean;
}

const spot = [
  ['ping', 'ping'],
  ['time', 'time'],
  ['exchangeInfo', 'exchangeInfo'],
  ['depth', 'depth'],
  ['trades.recent', 'trades'],
  ['trades.historical', 'historicalTrades'],
  ['trades.aggregate', 'aggTrades'],
  ['klines', 'klines'],
  ['uiKlines', 'uiKlines'],
  ['avgPrice', 'avgPrice'],
  ['ticker', 'ticker'],
  ['ticker.24hr', 'ticker/24hr'],
  ['ticker.tradingDay', 'ticker/tradingDay'],
  ['ticker.price', 'ticker/price'],
  ['ticker.book', 'ticker/bookTicker'],
] as const;

const usdm = [
  ['depth', '/fapi/v1/depth'],
  ['ticker.price', '/fapi/v2/ticker/price'],
  ['ticker.book', '/fapi/v1/ticker/bookTicker'],
] as const;

/** By the path at which the socket is opened. */
export const wsApis: ReadonlyMap<string, WsApi> = new Map<string, WsApi>([
  [
    '/ws-api/v3',
    {
      market: 'spot',
      version: 'v3/',
      paths: new Map(spot.map(([method, path]) => [method, `/api/v3/${path}`])),
      opening: 2,
      hasMicroseconds: true,
    },
  ],
  ['/ws-fapi/v1', { market: 'usdm', version: 'v1/', paths: new Map(usdm), opening: 5, hasMicroseconds: false }],
]);
