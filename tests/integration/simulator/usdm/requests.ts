/** A request with every parameter that its weight depends on, its weight, and the pool that counts it. */
export interface UsdmRequest {
  readonly path: string;
  readonly weight: number;
  readonly pool?: 'funding' | 'data';
}

const KLINES = [
  ['&limit=1', 1],
  ['&limit=99', 1],
  ['&limit=100', 2],
  ['&limit=499', 2],
  ['', 5],
  ['&limit=500', 5],
  ['&limit=1000', 5],
  ['&limit=1001', 10],
  ['&limit=1500', 10],
] as const;
const DEPTHS = [
  ['', 10],
  ['&limit=5', 2],
  ['&limit=10', 2],
  ['&limit=20', 2],
  ['&limit=50', 2],
  ['&limit=100', 5],
  ['&limit=500', 10],
  ['&limit=1000', 20],
] as const;

const klines = (path: string) =>
  KLINES.map(([limit, weight]) => ({ path: `/fapi/v1/${path}&interval=1m${limit}`, weight }));
const oneOrAll = (path: string, one: number, all: number, symbol = 'BTCUSDT') => [
  { path: `${path}?symbol=${symbol}`, weight: one },
  { path, weight: all },
];
const data = (path: string): UsdmRequest => ({ path: `/futures/data/${path}&period=5m`, weight: 0, pool: 'data' });
const funding = (path: string): UsdmRequest => ({ path: `/fapi/v1/${path}`, weight: 0, pool: 'funding' });

/** All endpoints of the futures market. */
export const usdmRequests: readonly UsdmRequest[] = [
  { path: '/fapi/v1/ping', weight: 1 },
  { path: '/fapi/v1/time', weight: 1 },
  { path: '/fapi/v1/exchangeInfo', weight: 1 },
  ...DEPTHS.map(([limit, weight]) => ({ path: `/fapi/v1/depth?symbol=BTCUSDT${limit}`, weight })),
  { path: '/fapi/v1/trades?symbol=BTCUSDT', weight: 5 },
  { path: '/fapi/v1/trades?symbol=BTCUSDT&limit=1000', weight: 5 },
  { path: '/fapi/v1/historicalTrades?symbol=BTCUSDT&limit=500', weight: 200 },
  { path: '/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1', weight: 20 },
  { path: '/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1000', weight: 20 },
  ...klines('klines?symbol=BTCUSDT'),
  ...klines('continuousKlines?pair=BTCUSDT&contractType=NEXT_QUARTER'),
  ...klines('indexPriceKlines?pair=BTCUSDT'),
  ...klines('markPriceKlines?symbol=BTCUSDT'),
  ...klines('premiumIndexKlines?symbol=BTCUSDT'),
  ...oneOrAll('/fapi/v1/premiumIndex', 1, 10),
  funding('fundingRate?symbol=BTCUSDT&limit=1000'),
  funding('fundingRate'),
  funding('fundingInfo'),
  ...oneOrAll('/fapi/v1/ticker/24hr', 1, 40),
  ...oneOrAll('/fapi/v1/ticker/price', 1, 2),
  ...oneOrAll('/fapi/v2/ticker/price', 1, 2),
  ...oneOrAll('/fapi/v1/ticker/bookTicker', 2, 5),
  { path: '/futures/data/delivery-price?pair=BTCUSDT', weight: 0, pool: 'data' },
  { path: '/fapi/v1/openInterest?symbol=BTCUSDT', weight: 1 },
  data('openInterestHist?symbol=BTCUSDT'),
  data('topLongShortPositionRatio?symbol=BTCUSDT'),
  data('topLongShortAccountRatio?symbol=BTCUSDT'),
  data('globalLongShortAccountRatio?symbol=BTCUSDT'),
  data('takerlongshortRatio?symbol=BTCUSDT'),
  data('basis?pair=BTCUSDT&contractType=PERPETUAL'),
  ...oneOrAll('/fapi/v1/indexInfo', 1, 1, 'BTCDOMUSDT'),
  ...oneOrAll('/fapi/v1/assetIndex', 1, 10, 'ADAUSD'),
  { path: '/fapi/v1/constituents?symbol=BTCUSDT', weight: 2 },
];
