import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { endpoints } from '../../../../../exchanges/binance/spot/endpoints.ts';
import { symbolList } from '../../../../../exchanges/binance/symbolList.ts';
import { type Endpoint, type Params, requestOf } from '../../../../../model/endpoint.ts';
import { createValidator } from '../../../../../model/validate.ts';
import { bodySchemaOf } from '../../../../bodySchemaOf.ts';
import { describeWithRecordings, recording } from '../../../../recordings.ts';

type Name = keyof typeof endpoints;

const names = Object.keys(endpoints) as Name[];
const of = (name: Name): Endpoint => endpoints[name];

const symbol = { symbol: 'BTCUSDT' };
const minute = { interval: '1m' };
const several = (count: number) => ({
  symbols: symbolList(Array.from({ length: count }, (_, index) => `PAIR${index}`)),
});
/** Weights of one, of lists by their length, and of all; -1: not asked. */
const lists = (one: number, byCount: Readonly<Record<number, number>>, all: number, more: Params = {}) => [
  [{ ...symbol, ...more }, one] as const,
  ...Object.entries(byCount).map(([count, weight]) => [{ ...several(Number(count)), ...more }, weight] as const),
  ...(all < 0 ? [] : [[more, all] as const]),
];

/** Of each endpoint: the parameters that change its weight, with what it then is. */
const weights: Readonly<Record<Name, readonly (readonly [Params, number])[]>> = {
  ping: [[{}, 1]],
  time: [[{}, 1]],
  exchangeInfo: [...lists(20, { 1: 20, 300: 20 }, 20), [{ permissions: '["SPOT","MARGIN"]' }, 20]],
  depth: [
    [symbol, 5],
    ...(
      [
        [1, 5],
        [5, 5],
        [100, 5],
        [101, 25],
        [500, 25],
        [501, 50],
        [1000, 50],
        [1001, 250],
        [5000, 250],
      ] as const
    ).map(([limit, weight]) => [{ ...symbol, limit }, weight] as const),
  ],
  trades: [
    [symbol, 25],
    [{ ...symbol, limit: 1 }, 25],
    [{ ...symbol, limit: 1000 }, 25],
  ],
  historicalTrades: [[{ ...symbol, limit: 1000, fromId: 7 }, 25]],
  aggTrades: [
    [symbol, 4],
    [{ ...symbol, limit: 1000, fromId: 7 }, 4],
    [{ ...symbol, startTime: 1, endTime: 2 }, 4],
  ],
  klines: [
    [{ ...symbol, ...minute }, 2],
    [{ ...symbol, ...minute, limit: 1000 }, 2],
  ],
  uiKlines: [[{ ...symbol, ...minute, limit: 1000 }, 2]],
  avgPrice: [[symbol, 2]],
  'ticker/24hr': [
    ...lists(2, { 1: 2, 20: 2, 21: 40, 100: 40, 101: 80, 300: 80 }, 80),
    ...lists(2, { 20: 2, 21: 40, 101: 80 }, 80, { type: 'MINI' }),
  ],
  'ticker/tradingDay': lists(4, { 1: 4, 2: 8, 49: 196, 50: 200, 51: 200, 100: 200 }, -1),
  ticker: lists(4, { 1: 4, 2: 8, 49: 196, 50: 200, 51: 200, 100: 200 }, -1, { windowSize: '4h' }),
  'ticker/price': lists(2, { 1: 4, 2: 4, 300: 4 }, 4),
  'ticker/bookTicker': lists(2, { 1: 4, 2: 4, 300: 4 }, 4),
};

it('there are fifteen', () => {
  expect(names).toHaveLength(15);
  expect(new Set(names.map((name) => of(name).path)).size).toBe(15);
  expect(names.every((name) => of(name).path === `/api/v3/${name}`)).toBe(true);
});

describe.each(names)('%s', (name) => {
  it.each(weights[name])('with %j weighs %d', (params, weight) => {
    expect(requestOf(of(name), params)).toEqual({ path: of(name).path, params, weight });
  });

  it('is not asked with parameters that the exchange would refuse', () => {
    const [[params]] = weights[name] as readonly [readonly [Params, number]];
    const ask = (given: Params) => () => requestOf(of(name), given);
    expect(ask({ ...params, nonsense: 1 })).toThrow(/has no parameter nonsense/);
    for (const [key, parameter] of Object.entries(of(name).params)) {
      const { [key]: _, ...others } = params;
      if (parameter.required) expect(ask(others)).toThrow(`${key} is missing`);
      if (key === 'symbols' && params.symbol !== undefined) expect(ask({ ...params, symbols: '' })).toThrow('symbols');
      else if (parameter.kind === 'integer') expect(ask({ ...params, [key]: -1 })).toThrow(`${key} is -1`);
      else expect(ask({ ...params, [key]: parameter.kind === 'time' ? -1 : '' })).toThrow(`${key} is `);
    }
  });
});

describe('what is in and out of bounds', () => {
  type Case = readonly [Name, string, readonly (string | number)[], readonly (string | number)[]];
  const zones = [
    ['0', '00', '8', '4', '-1:00', '05:45', '-0:30', '9:59', '12', '13:59', '14', '14:00', '-11:59', '-12', '-12:00'],
    ['15', '14:01', '-12:01', '-13', '5:60', '5:', '5:5', '', ' 8', '+', 'UTC', '0x8', '8\n', '008'],
  ] as const;
  const windows = [
    ['1m', '9m', '10m', '20m', '59m', '1h', '9h', '10h', '20h', '23h', '1d', '7d'],
    ['0m', '00m', '01m', '60m', '0h', '24h', '0d', '8d', '1w', '1M', '1s', '1h30m', '1', 'm', '', '1m\n'],
  ] as const;
  const intervals = [
    ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'],
    ['2s', '1H', '1D', '1W', '60m', '', 1],
  ] as const;
  const cases: readonly Case[] = [
    ['klines', 'interval', ...intervals],
    ['uiKlines', 'interval', ...intervals],
    ['klines', 'timeZone', ...zones],
    ['uiKlines', 'timeZone', ...zones],
    ['ticker/tradingDay', 'timeZone', ...zones],
    ['ticker', 'windowSize', ...windows],
    ['ticker', 'type', ['FULL', 'MINI'], ['full', 'BIG', '']],
    ['ticker/24hr', 'type', ['FULL', 'MINI'], ['full', 'BIG', '']],
    ['ticker/24hr', 'symbolStatus', ['TRADING', 'HALT', 'BREAK'], ['trading', 'END_OF_DAY', '']],
    ['depth', 'limit', [1, 5000], [0, 5001, 1.5, '5']],
    ['klines', 'limit', [1, 1000], [0, 1001, Number.NaN]],
    ['aggTrades', 'fromId', [0, Number.MAX_SAFE_INTEGER], [-1, 2 ** 53, '7']],
    ['klines', 'startTime', [0, 1_790_000_000_000], [-1, 1.5, 'now']],
    [
      'exchangeInfo',
      'permissions',
      ['SPOT', '["SPOT","TRD_GRP_004"]'],
      ['spot', '[SPOT]', '["SPOT", "MARGIN"]', "x' OR 1"],
    ],
    ['exchangeInfo', 'showPermissionSets', ['true', 'false'], ['TRUE', '1', '']],
  ];
  /** Without what would be refused beside it. */
  const base = (name: Name): Params => (name === 'exchangeInfo' ? {} : { ...weights[name][0]?.[0] });

  it.each(cases)('%s: %s', (name, key, right, wrong) => {
    const ask = (value: string | number) => () => requestOf(of(name), { ...base(name), [key]: value });
    for (const value of right) expect(ask(value)).not.toThrow();
    for (const value of wrong) expect(ask(value)).toThrow(`${key} is ${value}`);
  });

  it.each(['ticker', 'ticker/tradingDay'] as const)('%s names one to a hundred pairs', (name) => {
    expect(() => requestOf(of(name), {})).toThrow('one of symbol, symbols is missing');
    expect(() => requestOf(of(name), several(101))).toThrow('not at most 100 symbols');
    expect(() => requestOf(of(name), { ...symbol, ...several(2) })).toThrow('it has symbol and symbols');
  });
});

/** Whole answers of the exchange, with the endpoint that gave each. */
const recorded: readonly (readonly [Name, string])[] = [
  ['exchangeInfo', 'rest/spot-exchangeInfo-BTC-ETH-XVG-2026-07-03.json.gz'],
  ['exchangeInfo', 'rest/spot-exchangeInfo-2021-10-11.json.gz'],
  ['ticker/bookTicker', 'rest/spot-bookTicker-all-2026-07-15.json.gz'],
  ['ticker/price', 'rest/spot-price-all-2026-07-06.json.gz'],
  ['ticker/24hr', 'rest/spot-ticker24hr-all-talend.json.gz'],
];

const klineFiles = (): string[] => readdirSync(recording('klines'));
const textOf = (path: string): string => gunzipSync(readFileSync(recording(path))).toString();
const check = (name: Name, body: unknown, params: Params = {}): void =>
  void createValidator(bodySchemaOf(of(name), params))(body, of(name).path);

describeWithRecordings('what the exchange has really answered', () => {
  it.each(recorded)('%s: %s fits its schema', (name, path) => {
    check(name, JSON.parse(textOf(path)));
  });

  it.each(['BTCUSDT-1h', 'ETHUSDT-1d', 'BTCUSDT-1M'])('candles %s fit theirs', (file) => {
    const [path = ''] = klineFiles().filter((name) => name.startsWith(`spot-${file}`));
    const rows = JSON.parse(textOf(`klines/${path}`)) as unknown[];
    expect(rows.length).toBeGreaterThan(50);
    check('klines', rows);
    check('uiKlines', rows);
  });
});

/** Rows that are wrong. */
const window = { symbol: 'A', openPrice: '1', highPrice: '1', lowPrice: '1', lastPrice: '1', volume: '1' };
const ofDay = { quoteVolume: '1', openTime: 1_790_000_000_000, closeTime: 1_790_000_000_000, firstId: 1, lastId: 1 };
const wrong: readonly (readonly [string, Name, unknown, Params])[] = [
  ['a short row where the long one was asked for', 'ticker/24hr', [{ ...window, ...ofDay, count: 1 }], {}],
  ['a short row where the long one was asked for', 'ticker', { ...window, ...ofDay, count: 1 }, {}],
  ['a short row without its count', 'ticker', { ...window, ...ofDay }, { type: 'MINI' }],
  ['a time in microseconds', 'time', { serverTime: 1_790_000_000_000_000 }, {}],
  ['a price as a number', 'ticker/price', { symbol: 'A', price: 1 }, {}],
  ['an object in place of a list', 'klines', {}, {}],
  ['a list in place of an object', 'avgPrice', [], {}],
  [
    'a trade for nothing',
    'trades',
    [{ id: 1, price: '0.0', qty: '1', time: 1_790_000_000_000, isBuyerMaker: true }],
    {},
  ],
];

it.each(wrong)('%s is wrong: %s', (_says, name, body, params) => {
  expect(() => check(name, body, params)).toThrow(of(name).path);
});

it('a short row is right where it was asked for', () => {
  for (const name of ['ticker', 'ticker/24hr', 'ticker/tradingDay'] as const)
    expect(() => check(name, { ...window, ...ofDay, count: 1 }, { type: 'MINI' })).not.toThrow();
});
