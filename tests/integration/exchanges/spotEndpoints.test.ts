import { binanceSpot } from '../../../exchanges/binance/spot/connector.ts';
import { endpoints } from '../../../exchanges/binance/spot/endpoints.ts';
import { symbolList } from '../../../exchanges/binance/symbolList.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { type Endpoint, type Params, requestOf } from '../../../model/endpoint.ts';
import { createValidator } from '../../../model/validate.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { bodySchemaOf } from '../../bodySchemaOf.ts';

/** Each endpoint asked as the table says, with all that changes its weight: what is charged, what is answered, and what is refused. */

type Name = keyof typeof endpoints;

const LISTED = 130;
const symbol = { symbol: 'BTCUSDT' };
const minute = { interval: '1m' };
const intervals = ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'];
const of = (name: Name): Endpoint => endpoints[name];
const with_ = (params: Params, name: string, values: readonly (string | number)[]): Params[] =>
  values.map((value) => ({ ...params, [name]: value }));

/** The parameters `several` stand for that many pairs: which ones there are is known when the simulator runs. */
const several = (...counts: readonly number[]): Params[] => counts.map((count) => ({ symbols: count }));
const isShort = { type: 'MINI' };

const asked: Readonly<Record<Name, readonly Params[]>> = {
  ping: [{}],
  time: [{}],
  exchangeInfo: [
    {},
    symbol,
    ...several(2),
    { permissions: 'SPOT', symbolStatus: 'TRADING', showPermissionSets: 'false' },
  ],
  depth: [symbol, ...with_(symbol, 'limit', [1, 5, 100, 101, 500, 501, 1000, 1001, 5000])],
  trades: [symbol, ...with_(symbol, 'limit', [1, 1000])],
  historicalTrades: [symbol, { ...symbol, fromId: 7, limit: 1000 }],
  aggTrades: [symbol, { ...symbol, limit: 1000 }, { ...symbol, fromId: 7 }, { ...symbol, startTime: 1 }],
  klines: [
    ...with_(symbol, 'interval', intervals),
    ...with_({ ...symbol, interval: '1h' }, 'timeZone', ['8', '-1:00', '05:45', '14', '-12:00']),
    { ...symbol, ...minute, limit: 1000, startTime: 0 },
  ],
  uiKlines: [...with_(symbol, 'interval', intervals), { ...symbol, interval: '1d', timeZone: '8' }],
  avgPrice: [symbol],
  'ticker/24hr': [symbol, {}, ...several(1, 20, 21, 100, 101), { ...symbol, ...isShort }, isShort],
  'ticker/tradingDay': [
    ...[symbol, ...several(1, 2, 49, 50, 51, 100), { ...symbol, ...isShort }],
    ...with_(symbol, 'timeZone', ['8', '-0:30']),
  ],
  ticker: [
    ...[symbol, ...several(1, 2, 49, 50, 51, 100), { ...symbol, ...isShort }],
    ...with_(symbol, 'windowSize', ['1m', '59m', '23h', '7d']),
  ],
  'ticker/price': [symbol, {}, ...several(1, 101), { symbolStatus: 'TRADING' }],
  'ticker/bookTicker': [symbol, {}, ...several(1, 101)],
};

const names = Object.keys(endpoints) as Name[];
const cases = names.flatMap((name) => asked[name].map((params) => [name, params] as const));

let simulator: Simulator;
const open = () => openHttp(binanceSpot, { baseUrl: simulator.url, apiKeys: () => [], deadlineMs: 30_000 });
const charged = () => Object.values(simulator.stats().weightByMinute).reduce((sum, weight) => sum + weight, 0);

beforeAll(async () => {
  simulator = await createSimulator({ weightLimit: 1_000_000, listed: LISTED });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.resetStats());

/** With names in place of their count. */
function named(params: Params): Params {
  if (params.symbols === undefined) return params;
  return { ...params, symbols: symbolList([...simulator.pairs.keys()].slice(0, Number(params.symbols))) };
}

it.each(cases)('%s with %j: weight and shape are as the table says', async (name, params) => {
  const exchange = open();
  const request = requestOf(of(name), named(params));
  const { data, source } = await exchange.get(request);
  expect(source).toBe('simulator');
  createValidator(bodySchemaOf(of(name), params))(data, name);
  expect(charged()).toBe(request.weight);
  if (Array.isArray(data)) expect(data.length).toBeGreaterThan(0);
  if (params.symbols !== undefined && Array.isArray(data)) expect(data).toHaveLength(Number(params.symbols));
  exchange.close();
});

it.each([
  ['klines', { symbol: 'NONEUSDT', ...minute }],
  ['depth', { symbol: 'NONEUSDT' }],
  ['ticker/price', { symbols: '["BTCUSDT","NONEUSDT"]' }],
  ['exchangeInfo', { symbols: '["BTCUSDT","NONEUSDT"]' }],
  ['ticker', { symbol: 'NONEUSDT' }],
] as const)('%s with %j is refused as unknown-pair', async (name, params) => {
  const exchange = open();
  await expect(exchange.get(requestOf(of(name), params))).rejects.toMatchObject({ code: 'unknown-pair', status: 400 });
  exchange.close();
});

it.each([
  ['exchangeInfo', { ...symbol, permissions: 'SPOT' }, -1128],
  ['aggTrades', { ...symbol, fromId: 1, startTime: 1 }, -1128],
  ['ticker/24hr', { ...symbol, symbolStatus: 'HALT' }, -1220],
] as const)(
  '%s with %j is refused with %d: not everything that is refused stands in the table',
  async (name, params, exchangeCode) => {
    const exchange = open();
    await expect(exchange.get(requestOf(of(name), params))).rejects.toMatchObject({ exchangeCode, status: 400 });
    exchange.close();
  },
);
