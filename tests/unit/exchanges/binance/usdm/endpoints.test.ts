import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { endpoints } from '../../../../../exchanges/binance/usdm/endpoints.ts';
import { usdm } from '../../../../../markets/usdm.js';
import { type Endpoint, type Params, requestOf } from '../../../../../model/endpoint.ts';
import { createValidator } from '../../../../../model/validate.ts';
import { bodySchemaOf } from '../../../../bodySchemaOf.ts';
import { describeWithRecordings, recording } from '../../../../recordings.ts';

type Name = keyof typeof endpoints;

const names = Object.keys(endpoints) as Name[];
const of = (name: Name): Endpoint => endpoints[name];

const symbol = { symbol: 'BTCUSDT' };
const pair = { pair: 'BTCUSDT' };
const five = { period: '5m' };
const minute = { interval: '1m' };

/** Of each endpoint: the parameters that change its weight, with what it then is, and in which limit. */
const weights: Readonly<Record<Name, readonly (readonly [Params, number])[]>> = {
  ping: [[{}, 1]],
  time: [[{}, 1]],
  exchangeInfo: [[{}, 1]],
  depth: [
    [symbol, 10],
    ...([5, 10, 20, 50] as const).map((limit) => [{ ...symbol, limit }, 2] as const),
    [{ ...symbol, limit: 100 }, 5],
    [{ ...symbol, limit: 500 }, 10],
    [{ ...symbol, limit: 1000 }, 20],
  ],
  trades: [[{ ...symbol, limit: 1000 }, 5]],
  historicalTrades: [[{ ...symbol, limit: 500, fromId: 7 }, 200]],
  aggTrades: [[{ ...symbol, limit: 1000, fromId: 7 }, 20]],
  klines: bands({ ...symbol, ...minute }),
  continuousKlines: bands({ ...pair, ...minute, contractType: 'CURRENT_QUARTER' }),
  indexPriceKlines: bands({ ...pair, ...minute }),
  markPriceKlines: bands({ ...symbol, ...minute }),
  premiumIndexKlines: bands({ ...symbol, ...minute }),
  premiumIndex: [
    [symbol, 1],
    [{}, 10],
  ],
  fundingRate: [[{ ...symbol, limit: 1000, startTime: 1 }, 1]],
  fundingInfo: [[{}, 1]],
  'ticker/24hr': [
    [symbol, 1],
    [{}, 40],
  ],
  'ticker/price': [
    [symbol, 1],
    [{}, 2],
  ],
  'v2/ticker/price': [
    [symbol, 1],
    [{}, 2],
  ],
  'ticker/bookTicker': [
    [symbol, 2],
    [{}, 5],
  ],
  'delivery-price': [[pair, 1]],
  openInterest: [[symbol, 1]],
  openInterestHist: [[{ ...symbol, ...five, limit: 500 }, 1]],
  topLongShortPositionRatio: [[{ ...symbol, ...five }, 1]],
  topLongShortAccountRatio: [[{ ...symbol, ...five }, 1]],
  globalLongShortAccountRatio: [[{ ...symbol, ...five }, 1]],
  takerlongshortRatio: [[{ ...symbol, ...five }, 1]],
  basis: [[{ ...pair, ...five, contractType: 'PERPETUAL' }, 1]],
  indexInfo: [
    [{ symbol: 'DEFIUSDT' }, 1],
    [{}, 1],
  ],
  assetIndex: [
    [{ symbol: 'ADAUSD' }, 1],
    [{}, 10],
  ],
  constituents: [[symbol, 2]],
};

function bands(params: Params): (readonly [Params, number])[] {
  const known = [
    [1, 1],
    [99, 1],
    [100, 2],
    [499, 2],
    [500, 5],
    [1000, 5],
    [1001, 10],
    [1500, 10],
  ] as const;
  return [[params, 5], ...known.map(([limit, weight]) => [{ ...params, limit }, weight] as const)];
}

const pools: Partial<Record<Name, string>> = {
  fundingRate: 'funding',
  fundingInfo: 'funding',
  'delivery-price': 'statistics',
  openInterestHist: 'statistics',
  topLongShortPositionRatio: 'statistics',
  topLongShortAccountRatio: 'statistics',
  globalLongShortAccountRatio: 'statistics',
  takerlongshortRatio: 'statistics',
  basis: 'statistics',
};

/** Whole answers of the exchange, with the endpoint that gave each. */
const recorded: readonly (readonly [Name, string])[] = [
  ['exchangeInfo', 'rest/fapi-exchangeInfo-2026-07-08.json.gz'],
  ['ticker/bookTicker', 'rest/fapi-bookTicker-all-2026-07-15.json.gz'],
  ['premiumIndex', 'rest/fapi-premiumIndex-all-2026-07-04.json.gz'],
  ['fundingInfo', 'rest/fapi-fundingInfo-2026-07-04.json.gz'],
  ['fundingRate', 'rest/fapi-fundingRate-BTCUSDT-2026-07-13.json.gz'],
];

const textOf = (path: string): string => gunzipSync(readFileSync(recording(path))).toString();

const check = (name: Name, body: unknown): void => void createValidator(bodySchemaOf(of(name)))(body, of(name).path);

it('there are thirty', () => {
  expect(names).toHaveLength(30);
  expect(new Set(names.map((name) => of(name).path)).size).toBe(30);
});

describe.each(names)('%s', (name) => {
  it.each(weights[name])('with %j weighs %d', (params, weight) => {
    const { pool, needsKey } = of(name);
    expect(requestOf(of(name), params)).toEqual({
      path: of(name).path,
      params,
      weight,
      ...(pool && { pool }),
      ...(needsKey && { needsKey }),
    });
    expect(pool).toBe(pools[name]);
  });

  it('is not asked with parameters that the exchange would refuse', () => {
    const [[params]] = weights[name] as readonly [readonly [Params, number]];
    const ask = (given: Params) => () => requestOf(of(name), given);
    expect(ask({ ...params, nonsense: 1 })).toThrow(/has no parameter nonsense/);
    for (const [key, parameter] of Object.entries(of(name).params)) {
      const { [key]: _, ...others } = params;
      if (parameter.required) expect(ask(others)).toThrow(`${key} is missing`);
      if (parameter.kind === 'integer') expect(ask({ ...params, [key]: -1 })).toThrow(`${key} is -1`);
      else expect(ask({ ...params, [key]: parameter.kind === 'time' ? -1 : '' })).toThrow(`${key} is `);
    }
  });
});

it('only historicalTrades needs a key', () => {
  expect(names.filter((name) => of(name).needsKey)).toEqual(['historicalTrades']);
});

describeWithRecordings('what the exchange has really answered', () => {
  it.each(recorded)('%s: %s fits its schema', (name, path) => {
    check(name, JSON.parse(textOf(path)));
  });

  it('on a Saturday contracts on shares are traded as on any day: their exchanges are closed, they are not', () => {
    const [, infoPath] = recorded[0] ?? ['', ''];
    const { symbols } = JSON.parse(textOf(infoPath)) as {
      symbols: Record<'symbol' | 'contractType' | 'status', string>[];
    };
    const ofShares = symbols.filter(({ contractType }) => contractType === 'TRADIFI_PERPETUAL');
    expect(ofShares.length).toBeGreaterThan(100);
    expect(new Set(ofShares.map(({ status }) => status))).toEqual(new Set(usdm.traded));
    interface Priced {
      readonly symbol: string;
      readonly markPrice: string;
      readonly indexPrice: string;
      readonly time: number;
    }
    const all = JSON.parse(textOf('rest/fapi-premiumIndex-all-2026-07-04.json.gz')) as Priced[];
    const names = new Set(ofShares.map(({ symbol: name }) => name));
    const prices = all.filter((row) => names.has(row.symbol));
    const newest = Math.max(...all.map(({ time }) => time));
    expect(new Date(newest).getUTCDay()).toBe(6);
    expect(prices.length).toBeGreaterThan(100);
    for (const { time } of prices) expect(newest - time).toBeLessThan(2000);
    const apart = prices.filter(({ markPrice, indexPrice }) => markPrice !== indexPrice);
    expect(apart.length).toBeGreaterThan(prices.length / 2);
  });

  it('candles of USD-M fit theirs', () => {
    const [, ...lines] = textOf('replay/AVAXUSDT-1m-2026-06.csv.gz').trim().split('\n');
    const rows = lines
      .slice(0, 2000)
      .map((line) => line.split(',').map((text, at) => ([0, 6, 8].includes(at) ? Number(text) : text)));
    check('klines', rows);
    check('continuousKlines', rows);
  });
});

/** Rows that look odd and are as the exchange sends them. */
const odd: readonly (readonly [string, Name, unknown])[] = [
  ['a delivery price as a number', 'delivery-price', [{ deliveryTime: 1_695_945_600_000, deliveryPrice: 27_103 }]],
  ['an annualized basis that is empty', 'basis', [basisRow('')]],
  ['a basis below zero', 'basis', [basisRow('-0.0312')]],
  ...(['1790000100000', 1_790_000_100_000] as const).flatMap((timestamp) => [
    [
      `a time as ${typeof timestamp}`,
      'takerlongshortRatio',
      [{ buySellRatio: '1', buyVol: '2', sellVol: '2', timestamp }],
    ] as const,
    [
      `a time as ${typeof timestamp}`,
      'openInterestHist',
      [{ ...symbol, sumOpenInterest: '1', sumOpenInterestValue: '2', timestamp }],
    ] as const,
  ]),
  [
    'an old funding row',
    'fundingRate',
    [{ ...symbol, fundingTime: 1_600_000_000_003, fundingRate: '-0.0001', markPrice: '' }],
  ],
  [
    'a new funding row',
    'fundingRate',
    [{ ...symbol, fundingTime: 1_790_000_000_003, fundingRate: '0.0001', markPrice: '9.1', rateType: 'Regular' }],
  ],
  [
    'a contract of COIN-M',
    'fundingInfo',
    [
      {
        symbol: 'BTCUSD_PERP',
        adjustedFundingRateCap: '0.003',
        adjustedFundingRateFloor: '-0.003',
        fundingIntervalHours: 8,
        disclaimer: false,
        updateTime: null,
      },
    ],
  ],
  ['a symbol in Chinese', 'v2/ticker/price', [{ symbol: '币安人生USDT', price: '0.1', time: 1_790_000_000_000 }]],
  [
    'a contract with an end',
    'premiumIndex',
    [
      {
        symbol: 'BTCUSDT_260925',
        markPrice: '1',
        indexPrice: '1',
        estimatedSettlePrice: '1',
        lastFundingRate: '',
        interestRate: '',
        nextFundingTime: 0,
        time: 1_790_000_000_000,
      },
    ],
  ],
  [
    'a price that may not be shown',
    'constituents',
    {
      symbol: 'TSLAUSDT',
      time: 1_790_000_000_000,
      constituents: [{ exchange: 'x', symbol: 'y', price: '-1', weight: '1' }],
    },
  ],
  [
    'a premium below zero',
    'premiumIndexKlines',
    [[1_790_000_040_000, '-0.0004', '0.0001', '-0.0005', '-0.0001', '0', 1_790_000_099_999, '0', 12, '0', '0', '0']],
  ],
];

it.each(odd)('%s is right: %s', (_says, name, body) => {
  expect(() => check(name, body)).not.toThrow();
});

/** And rows that are wrong. */
const wrong: readonly (readonly [string, Name, unknown])[] = [
  ['a delivery price of zero', 'delivery-price', [{ deliveryTime: 1_695_945_600_000, deliveryPrice: 0 }]],
  ['a delivery price as a text', 'delivery-price', [{ deliveryTime: 1_695_945_600_000, deliveryPrice: '27103' }]],
  [
    'a time in seconds',
    'takerlongshortRatio',
    [{ buySellRatio: '1', buyVol: '2', sellVol: '2', timestamp: 1_790_000_100 }],
  ],
  [
    'a time that is no number',
    'takerlongshortRatio',
    [{ buySellRatio: '1', buyVol: '2', sellVol: '2', timestamp: 'now' }],
  ],
  ['a price as a number', 'v2/ticker/price', { ...symbol, price: 1, time: 1_790_000_000_000 }],
  [
    'a traded price below zero',
    'klines',
    [[1_790_000_040_000, '-1', '1', '1', '1', '0', 1_790_000_099_999, '0', 1, '0', '0', '0']],
  ],
  [
    'a funding rate that is empty',
    'fundingRate',
    [{ ...symbol, fundingTime: 1_790_000_000_003, fundingRate: '', markPrice: '1' }],
  ],
  [
    'funding each 0 hours',
    'fundingInfo',
    [{ ...symbol, adjustedFundingRateCap: '1', adjustedFundingRateFloor: '1', fundingIntervalHours: 0 }],
  ],
  ['a list in place of an object', 'openInterest', []],
  ['an object in place of a list', 'fundingRate', {}],
];

it.each(wrong)('%s is wrong: %s', (_says, name, body) => {
  expect(() => check(name, body)).toThrow(of(name).path);
});

function basisRow(annualizedBasisRate: string) {
  const prices = { indexPrice: '10.49', futuresPrice: '10.5', basis: '-0.01', basisRate: '-0.0004' };
  return { ...pair, ...prices, contractType: 'PERPETUAL', annualizedBasisRate, timestamp: 1_790_000_100_000 };
}
