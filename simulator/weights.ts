/** The simulator's own table of request weights: it judges its clients independently of what they believe. */
const weights = new Map<string, (query: URLSearchParams) => number>([
  ['/api/v3/ping', () => 1],
  ['/api/v3/time', () => 1],
  ['/api/v3/exchangeInfo', () => 20],
  ['/api/v3/depth', (query) => depthWeight(Number(query.get('limit') ?? 100))],
  ['/api/v3/trades', () => 25],
  ['/api/v3/historicalTrades', () => 25],
  ['/api/v3/aggTrades', () => 4],
  ['/api/v3/klines', () => 2],
  ['/api/v3/uiKlines', () => 2],
  ['/api/v3/avgPrice', () => 2],
  ['/api/v3/ticker', (query) => windowWeight(symbolCount(query))],
  ['/api/v3/ticker/tradingDay', (query) => windowWeight(symbolCount(query))],
  ['/api/v3/ticker/24hr', (query) => dayTickerWeight(symbolCount(query))],
  ['/api/v3/ticker/price', (query) => (query.has('symbol') ? 2 : 4)],
  ['/api/v3/ticker/bookTicker', (query) => (query.has('symbol') ? 2 : 4)],
]);

/** The weight of a request; one that is answered 400 costs it too. 0 for a path that does not exist. */
export function weightOf(path: string, query: URLSearchParams): number {
  return weights.get(path)?.(query) ?? 0;
}

function depthWeight(limit: number): number {
  if (!(limit > 100)) return 5;
  if (limit <= 500) return 25;
  return limit <= 1000 ? 50 : 250;
}

function dayTickerWeight(count: number | undefined): number {
  if (count === undefined || count > 100) return 80;
  return count <= 20 ? 2 : 40;
}

/** Each pair costs, up to fifty; a request that names none is refused, and costs what one does. */
const windowWeight = (count = 1): number => Math.min(200, 4 * count);

/** How many symbols a query names; undefined when it asks for all of them. */
function symbolCount(query: URLSearchParams): number | undefined {
  if (query.has('symbol')) return 1;
  const list = query.get('symbols');
  return list === null ? undefined : list.split(',').length;
}
