import { otherIntervals } from '../../../../markets/intervals.js';
import { type Endpoint, limit, type Params, requiredPair, requiredSymbol, span } from '../../../../model/endpoint.ts';
import { count, decimal, milliseconds, positiveDecimal, signedDecimal, tuple } from '../../fields.ts';
import { intervalNames } from '../../intervals.ts';
import { candlesIn, type RawKline } from '../../rawKline.ts';

const common = {
  interval: { kind: 'choice', accepted: [...Object.values(intervalNames), ...otherIntervals], required: true },
  ...span,
  limit: limit(1500, 500),
} as const;

/** By the documents. Measured once: 100 and 500 rows still cost what fewer do; so the dearer figure is never too low. */
function weight({ limit: rows = 500 }: Params): number {
  const most = Number(rows);
  if (most < 100) return 1;
  if (most < 500) return 2;
  return most <= 1000 ? 5 : 10;
}

const anything = { type: ['string', 'number'] };

/** A candle with prices of this kind. @param price schema of one @param traded of volumes; absent: nothing is traded, and the fields mean nothing */
const candle = (price: object, traded?: { readonly amount: object; readonly count: object }): object => {
  const { amount, count: number } = traded ?? { amount: anything, count: anything };
  return tuple([
    ...[milliseconds, price, price, price, price],
    ...[amount, milliseconds, amount, number, amount, amount, anything],
  ]);
};

const tradedCandle = candle(positiveDecimal, { amount: decimal, count });

/** `[1790000040000,"10.1","10.9","10.0","10.5","120.0",1790000099999,"1250.1",42,"60.0","625.0","0"]` */
export const klines: Endpoint<RawKline> = {
  path: '/fapi/v1/klines',
  params: { symbol: requiredSymbol, ...common },
  weight,
  candlesIn,
  answers: 'list',
  row: tradedCandle,
};

/** Of whatever contract of a pair is the current one of its kind. */
export const continuousKlines: Endpoint<RawKline> = {
  path: '/fapi/v1/continuousKlines',
  params: {
    pair: requiredPair,
    contractType: {
      kind: 'choice',
      accepted: ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER', 'TRADIFI_PERPETUAL'],
      required: true,
    },
    ...common,
  },
  weight,
  candlesIn,
  answers: 'list',
  row: tradedCandle,
};

/** Nothing is traded at these prices: the fields after the close mean nothing, but for the close time. */
export type RawPriceCandle = readonly [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  ignored: string | number,
  closeTime: number,
  ...unknown[],
];

export const indexPriceKlines: Endpoint<RawPriceCandle> = {
  path: '/fapi/v1/indexPriceKlines',
  params: { pair: requiredPair, ...common },
  weight,
  candlesIn,
  answers: 'list',
  row: candle(positiveDecimal),
};

export const markPriceKlines: Endpoint<RawPriceCandle> = {
  path: '/fapi/v1/markPriceKlines',
  params: { symbol: requiredSymbol, ...common },
  weight,
  candlesIn,
  answers: 'list',
  row: candle(positiveDecimal),
};

/** How far the mark price lies from the index, as a part of it: of either sign. */
export const premiumIndexKlines: Endpoint<RawPriceCandle> = {
  path: '/fapi/v1/premiumIndexKlines',
  params: { symbol: requiredSymbol, ...common },
  weight,
  candlesIn,
  answers: 'list',
  row: candle(signedDecimal),
};
