import { otherIntervals } from '../../../../markets/intervals.js';
import { always, type Endpoint, limit, requiredSymbol, span } from '../../../../model/endpoint.ts';
import { count, decimal, milliseconds, positiveDecimal, tuple } from '../../fields.ts';
import { intervalNames } from '../../intervals.ts';
import { candlesIn, type RawKline } from '../../rawKline.ts';

/** Most rows that klines answers; the weight does not depend on it. */
export const PAGE_ROWS = 1000;

const price = positiveDecimal;

/** `[1790000040000,"10.1","10.9","10.0","10.5","120.0",1790000099999,"1250.1",42,"60.0","625.0","0"]` */
const candle = tuple([
  ...[milliseconds, price, price, price, price, decimal, milliseconds, decimal, count, decimal, decimal],
  { type: 'string' },
]);

/** From -12:00 to +14:00: `0`, `8`, `-1:00`, `05:45`. */
export const timeZone = {
  kind: 'text',
  pattern: /^(?:[+-]?0?\d|-1[01]|\+?1[0-3])(?::[0-5]\d)?$|^(?:-12|\+?14)(?::00)?$/,
} as const;

const params = {
  symbol: requiredSymbol,
  interval: {
    kind: 'choice',
    accepted: ['1s', ...Object.values(intervalNames), ...otherIntervals],
    required: true,
  },
  ...span,
  // It moves where candles begin, not the times that are asked for.
  timeZone,
  limit: limit(PAGE_ROWS, 500),
} as const;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data */
export const klines: Endpoint<RawKline> = {
  path: '/api/v3/klines',
  params,
  weight: always(2),
  answers: 'list',
  row: candle,
  candlesIn,
};

/** Changed for charts: nothing to be stored. */
export const uiKlines: Endpoint<RawKline> = { ...klines, path: '/api/v3/uiKlines' };
