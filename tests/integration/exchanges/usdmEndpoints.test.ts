import { binanceUsdm } from '../../../exchanges/binance/usdm/connector.ts';
import { endpoints } from '../../../exchanges/binance/usdm/endpoints.ts';
import { openHttp } from '../../../exchanges/http.ts';
import { type Endpoint, type Params, requestOf } from '../../../model/endpoint.ts';
import { createValidator } from '../../../model/validate.ts';
import { createSimulator, type Simulator } from '../../../simulator/createSimulator.ts';
import { bodySchemaOf } from '../../bodySchemaOf.ts';

/** Each endpoint asked as the table says, with all that changes its weight: what is charged, what is answered, and what is refused. */

type Name = keyof typeof endpoints;

const symbol = { symbol: 'BTCUSDT' };
const pair = { pair: 'BTCUSDT' };
const five = { period: '5m', limit: 5 };
const minute = { interval: '1m' };
const limits = [1, 99, 100, 499, 500, 1000, 1001, 1500].map((limit) => ({ limit }));
const banded = (params: Params): Params[] => [params, ...limits.map((limit) => ({ ...params, ...limit }))];

const asked: Readonly<Record<Name, readonly Params[]>> = {
  ping: [{}],
  time: [{}],
  exchangeInfo: [{}],
  depth: [symbol, ...[5, 10, 20, 50, 100, 500, 1000].map((limit) => ({ ...symbol, limit }))],
  trades: [symbol, { ...symbol, limit: 1000 }],
  historicalTrades: [symbol, { ...symbol, limit: 500 }],
  aggTrades: [symbol, { ...symbol, limit: 1000 }],
  klines: banded({ ...symbol, ...minute }),
  continuousKlines: banded({ ...pair, ...minute, contractType: 'CURRENT_QUARTER' }),
  indexPriceKlines: banded({ ...pair, ...minute }),
  markPriceKlines: banded({ ...symbol, ...minute }),
  premiumIndexKlines: banded({ ...symbol, ...minute }),
  premiumIndex: [symbol, {}],
  fundingRate: [{ ...symbol, limit: 1000 }, { limit: 10 }],
  fundingInfo: [{}],
  'ticker/24hr': [symbol, {}],
  'ticker/price': [symbol, {}],
  'v2/ticker/price': [symbol, {}],
  'ticker/bookTicker': [symbol, {}],
  'delivery-price': [pair],
  openInterest: [symbol],
  openInterestHist: [{ ...symbol, ...five }],
  topLongShortPositionRatio: [{ ...symbol, ...five }],
  topLongShortAccountRatio: [{ ...symbol, ...five }],
  globalLongShortAccountRatio: [{ ...symbol, ...five }],
  takerlongshortRatio: [{ ...symbol, ...five }],
  basis: [{ ...pair, ...five, contractType: 'PERPETUAL' }],
  indexInfo: [{}],
  assetIndex: [{}],
  constituents: [symbol],
};

const names = Object.keys(endpoints) as Name[];
const cases = names.flatMap((name) => asked[name].map((params) => [name, params] as const));
const of = (name: Name): Endpoint => endpoints[name];

let simulator: Simulator;
let keys: { key: string }[] = [];
const open = () => openHttp(binanceUsdm, { baseUrl: simulator.url, apiKeys: () => keys, deadlineMs: 30_000 });
/** The weight that was charged in all, whatever the minute. */
const charged = () => Object.values(simulator.stats().usdm.weightByMinute).reduce((sum, weight) => sum + weight, 0);

beforeAll(async () => {
  simulator = await createSimulator({ usdm: { weightLimit: 1_000_000 } });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.resetStats();
  keys = [{ key: 'k'.repeat(64) }];
});

it.each(cases)('%s with %j: weight and shape are as the table says', async (name, params) => {
  const exchange = open();
  const request = requestOf(of(name), params);
  const { data, source } = await exchange.get(request);
  expect(source).toBe('simulator');
  createValidator(bodySchemaOf(of(name)))(data, name);
  expect(charged()).toBe(request.pool === undefined ? request.weight : 0);
  if (Array.isArray(data)) expect(data.length).toBeGreaterThan(0);
  exchange.close();
});

it('historicalTrades without a key is not sent, and says what is to be done', async () => {
  keys = [];
  const exchange = open();
  await expect(exchange.get(requestOf(of('historicalTrades'), symbol))).rejects.toMatchObject({
    code: 'rejected',
    message: '/fapi/v1/historicalTrades: the exchange answers this only with an API key: add one to apiKeys',
  });
  expect(charged()).toBe(0);
  exchange.close();
});

it.each([
  ['klines', { symbol: 'NONEUSDT', ...minute }, 'unknown-pair'],
  ['depth', { symbol: 'NONEUSDT' }, 'unknown-pair'],
  ['openInterest', { symbol: 'NONEUSDT' }, 'unknown-pair'],
] as const)('%s with %j is refused as %s', async (name, params, code) => {
  const exchange = open();
  await expect(exchange.get(requestOf(of(name), params))).rejects.toMatchObject({ code, status: 400 });
  exchange.close();
});

it.each([
  ['trades of more than two days ago', 'aggTrades', { ...symbol, fromId: 1 }, { isTooOld: true }],
  [
    'a contract that the pair does not have',
    'continuousKlines',
    { pair: 'SOLUSDT', contractType: 'CURRENT_QUARTER', ...minute },
    {},
  ],
] as const)('%s: there are none', async (_says, name, params, more) => {
  const exchange = open();
  const answer = await exchange.get(requestOf(of(name), params));
  expect(answer).toEqual({ data: [], text: '[]', source: 'simulator', ...more });
  exchange.close();
});
