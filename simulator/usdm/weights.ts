/** Pools of requests that are counted beside weight, each in any five minutes. */
export const poolLimits = { funding: 500, data: 1000 } as const;
export type PoolName = keyof typeof poolLimits;

const perSymbol =
  (one: number, all: number) =>
  (query: URLSearchParams): number =>
    query.has('symbol') ? one : all;
const klineWeight = (query: URLSearchParams): number => stepped(Number(query.get('limit') ?? 500), KLINE_STEPS, 10);
const depthWeight = (query: URLSearchParams): number => stepped(Number(query.get('limit') ?? 500), DEPTH_STEPS, 20);

/** Highest limit, and what it weighs. */
type Steps = readonly (readonly [number, number])[];
const KLINE_STEPS: Steps = [
  [99, 1],
  [499, 2],
  [1000, 5],
];
const DEPTH_STEPS: Steps = [
  [50, 2],
  [100, 5],
  [500, 10],
];

/** The simulator's own table of weights, as documented: where the exchange was measured to charge less, more is counted here. */
const weights = new Map<string, (query: URLSearchParams) => number>([
  ['/fapi/v1/ping', () => 1],
  ['/fapi/v1/time', () => 1],
  ['/fapi/v1/exchangeInfo', () => 1],
  ['/dapi/v1/exchangeInfo', () => 1],
  ['/fapi/v1/depth', depthWeight],
  ['/fapi/v1/trades', () => 5],
  ['/fapi/v1/historicalTrades', () => 200],
  ['/fapi/v1/aggTrades', () => 20],
  ['/fapi/v1/klines', klineWeight],
  ['/fapi/v1/continuousKlines', klineWeight],
  ['/fapi/v1/indexPriceKlines', klineWeight],
  ['/fapi/v1/markPriceKlines', klineWeight],
  ['/fapi/v1/premiumIndexKlines', klineWeight],
  ['/fapi/v1/premiumIndex', perSymbol(1, 10)],
  ['/fapi/v1/ticker/24hr', perSymbol(1, 40)],
  ['/fapi/v1/ticker/price', perSymbol(1, 2)],
  ['/fapi/v2/ticker/price', perSymbol(1, 2)],
  ['/fapi/v1/ticker/bookTicker', perSymbol(2, 5)],
  ['/fapi/v1/openInterest', () => 1],
  ['/fapi/v1/indexInfo', () => 1],
  ['/fapi/v1/assetIndex', perSymbol(1, 10)],
  ['/fapi/v1/constituents', () => 2],
]);

/** The weight of a request; one that is answered 400 costs it too. 0 where a pool counts, and for a path that does not exist. */
export const usdmWeightOf = (path: string, query: URLSearchParams): number => weights.get(path)?.(query) ?? 0;

/** The pool that a request is counted in, if it is in one. */
export function poolOf(path: string): PoolName | undefined {
  if (path === '/fapi/v1/fundingRate' || path === '/fapi/v1/fundingInfo') return 'funding';
  return path.startsWith('/futures/data/') ? 'data' : undefined;
}

function stepped(limit: number, steps: Steps, above: number): number {
  return steps.find(([most]) => !(limit > most))?.[1] ?? above;
}
