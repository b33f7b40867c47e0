import { always, type Endpoint, limit, requiredPair, requiredSymbol, span } from '../../../../model/endpoint.ts';
import { decimal, milliseconds, object, signedDecimal, signedDecimalOrNone } from '../../fields.ts';

const text = { type: 'string' };

/** A number since 2026, a text before. */
const time = { anyOf: [milliseconds, { type: 'string', pattern: '^\\d{13}$' }] };

/** Ms, or its digits as a text. */
export type RawTime = number | string;

const period = {
  kind: 'choice',
  accepted: ['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'],
  required: true,
} as const;

/** Figures of the last 30 days, one row for each period. */
const perPeriod = { period, ...span, limit: limit(500, 30) } as const;

/** What these all have: they are counted by the number of requests, apart from weight. */
const common = { weight: always(1), pool: 'statistics', answers: 'list' } as const;

export const openInterestHist: Endpoint<RawOpenInterestHist> = {
  ...common,
  path: '/futures/data/openInterestHist',
  params: { symbol: requiredSymbol, ...perPeriod },
  row: object(
    { sumOpenInterest: decimal, sumOpenInterestValue: decimal, timestamp: time },
    { symbol: text, CMCCirculatingSupply: text },
  ),
};

/** `{"symbol":"BTCUSDT","sumOpenInterest":"20403.63","sumOpenInterestValue":"150570784.07","CMCCirculatingSupply":"165880.53","timestamp":1790000100000}` */
export interface RawOpenInterestHist {
  readonly sumOpenInterest: string;
  readonly sumOpenInterestValue: string;
  readonly timestamp: RawTime;
}

const ratio = object(
  { longShortRatio: decimal, longAccount: decimal, shortAccount: decimal, timestamp: time },
  { symbol: text },
);

/** `{"symbol":"BTCUSDT","longShortRatio":"1.4342","longAccount":"0.5891","shortAccount":"0.4108","timestamp":1790000100000}` */
export interface RawRatio {
  readonly longShortRatio: string;
  readonly longAccount: string;
  readonly shortAccount: string;
  readonly timestamp: RawTime;
}

const ratioOf = (path: string): Endpoint<RawRatio> => ({
  ...common,
  path,
  params: { symbol: requiredSymbol, ...perPeriod },
  row: ratio,
});

export const topLongShortPositionRatio = ratioOf('/futures/data/topLongShortPositionRatio');
export const topLongShortAccountRatio = ratioOf('/futures/data/topLongShortAccountRatio');
export const globalLongShortAccountRatio = ratioOf('/futures/data/globalLongShortAccountRatio');

/** Its rows do not say whose they are. */
export const takerlongshortRatio: Endpoint<RawTakerVolume> = {
  ...common,
  path: '/futures/data/takerlongshortRatio',
  params: { symbol: requiredSymbol, ...perPeriod },
  row: object({ buySellRatio: decimal, buyVol: decimal, sellVol: decimal, timestamp: time }),
};

/** `{"buySellRatio":"1.5586","buyVol":"387.3300","sellVol":"248.5030","timestamp":1790000100000}` */
export interface RawTakerVolume {
  readonly buySellRatio: string;
  readonly buyVol: string;
  readonly sellVol: string;
  readonly timestamp: RawTime;
}

/** The contracts of a pair that the exchange tells the basis of. */
export const basisContracts = ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER'] as const;

export const basis: Endpoint<RawBasis> = {
  ...common,
  path: '/futures/data/basis',
  params: {
    pair: requiredPair,
    contractType: { kind: 'choice', accepted: basisContracts, required: true },
    ...perPeriod,
  },
  row: object({
    indexPrice: decimal,
    futuresPrice: decimal,
    basis: signedDecimal,
    basisRate: signedDecimal,
    // Empty for perpetual contracts.
    annualizedBasisRate: signedDecimalOrNone,
    timestamp: time,
  }),
};

/** `{"indexPrice":"10.49","contractType":"PERPETUAL","basisRate":"0.0004","futuresPrice":"10.50","annualizedBasisRate":"","basis":"0.01","pair":"BTCUSDT","timestamp":1790000100000}` */
export interface RawBasis {
  readonly indexPrice: string;
  readonly futuresPrice: string;
  readonly basis: string;
  readonly basisRate: string;
  readonly annualizedBasisRate: string;
  readonly timestamp: RawTime;
}

/** At what price the quarterly contracts of a pair were settled: all there were. */
export const deliveryPrice: Endpoint<RawDeliveryPrice> = {
  ...common,
  path: '/futures/data/delivery-price',
  params: { pair: requiredPair },
  // A number where all else is a text.
  row: object({ deliveryTime: milliseconds, deliveryPrice: { type: 'number', exclusiveMinimum: 0 } }),
};

/** `{"deliveryTime":1695945600000,"deliveryPrice":27103.00000000}` */
export interface RawDeliveryPrice {
  readonly deliveryTime: number;
  readonly deliveryPrice: number;
}
