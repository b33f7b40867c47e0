/** What the trading of a symbol is made from. */
export interface SymbolSpec {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** First trade, a whole UTC hour in ms. */
  readonly listedAt: number;
  readonly firstPrice: number;
  /** The price that trades swing around today. */
  readonly level: number;
  /** Tick size 10^-priceDecimals. */
  readonly priceDecimals: number;
  /** Step size 10^-quantityDecimals. */
  readonly quantityDecimals: number;
  /** Taker orders a minute; each is filled by about one and a half trades. At least 1. */
  readonly ordersPerMinute: number;
  /** Usual volume of an order in steps, at least 4000. */
  readonly stepsPerOrder: number;
  /** Times from `from` up to `to` (whole UTC minutes, ms) in which the exchange was down: it has no candles of them. */
  readonly outages?: readonly { readonly from: number; readonly to: number }[];
}

/** symbol, listed, first price, level, tick decimals, step decimals, orders a minute. */
type Row = readonly [string, string, number, number, number, number, number];

const ORDER_VALUE = 600;
const LEAST_STEPS = 4000;

const rows: readonly Row[] = [
  ['BTC', '2017-08-17T04', 4261.48, 88000, 2, 5, 14],
  ['ETH', '2017-08-17T04', 301.13, 3100, 2, 4, 11],
  ['BNB', '2017-11-06T03', 1.5, 880, 2, 3, 7],
  ['LTC', '2017-12-13T03', 316, 92, 2, 3, 4],
  ['ADA', '2018-04-17T04', 0.25551, 0.45, 4, 1, 5],
  ['XRP', '2018-05-04T08', 0.9, 2.2, 4, 1, 8],
  ['XLM', '2018-05-31T09', 0.2938, 0.26, 4, 0, 3],
  ['TRX', '2018-06-11T11', 0.04871, 0.28, 4, 1, 4],
  ['ETC', '2018-06-12T08', 15.6, 15, 2, 2, 2.2],
  ['LINK', '2019-01-16T10', 0.45, 13.5, 2, 2, 5],
  ['ATOM', '2019-04-29T04', 4.75, 2.9, 3, 2, 3],
  ['DOGE', '2019-07-05T12', 0.003, 0.16, 5, 0, 7],
  ['ALGO', '2019-06-22T00', 2.2, 0.16, 4, 0, 2.5],
  ['HBAR', '2019-09-29T10', 0.034, 0.15, 5, 0, 3],
  ['XTZ', '2019-09-24T08', 1.08, 0.6, 4, 1, 2],
  ['VET', '2018-07-25T08', 0.0159, 0.019, 5, 1, 2.5],
  ['BCH', '2019-11-28T10', 211, 520, 1, 3, 4],
  ['XVG', '2021-04-06T10', 0.04, 0.007, 6, 0, 1.5],
  ['SOL', '2020-08-11T06', 2.85, 140, 2, 3, 9],
  ['DOT', '2020-08-18T23', 2.9, 2.4, 3, 2, 4],
  ['UNI', '2020-09-17T03', 3.5, 6.2, 3, 2, 4],
  ['AVAX', '2020-09-22T06', 5.2, 14, 2, 2, 5],
  ['NEAR', '2020-10-14T05', 1.2, 1.9, 3, 1, 4],
  ['FIL', '2020-10-15T06', 40, 1.7, 3, 2, 3],
  ['AAVE', '2020-10-15T03', 53, 180, 2, 3, 3],
  ['SHIB', '2021-05-10T11', 0.0000155, 0.0000095, 8, 0, 4],
  ['ICP', '2021-05-11T01', 380, 4.1, 3, 2, 2.5],
  ['ARB', '2023-03-23T15', 1.3, 0.24, 4, 1, 4],
  ['SUI', '2023-05-03T12', 1.4, 1.8, 4, 1, 6],
  ['PEPE', '2023-05-05T16', 0.0000035, 0.0000062, 8, 0, 6],
];

/** The pairs that are traded, all against USDT, oldest listings about nine years back. */
export const defaultSymbols: readonly SymbolSpec[] = rows.map(
  ([baseAsset, listed, firstPrice, level, priceDecimals, quantityDecimals, ordersPerMinute]) => ({
    symbol: `${baseAsset}USDT`,
    baseAsset,
    quoteAsset: 'USDT',
    listedAt: Date.parse(`${listed}:00:00Z`),
    firstPrice,
    level,
    priceDecimals,
    quantityDecimals,
    ordersPerMinute,
    stepsPerOrder: Math.max(LEAST_STEPS, Math.round((ORDER_VALUE / level) * 10 ** quantityDecimals)),
  }),
);
