import { ApiError, apiErrors } from '../../apiError.ts';
import { instantOf } from '../../endpoints/endpoint.ts';
import { klineRow } from '../../endpoints/klineRow.ts';
import { listCandles } from '../../endpoints/listCandles.ts';
import { readInterval } from '../../endpoints/readInterval.ts';
import type { Candle, Scale } from '../../trading/candle.ts';
import type { Candles } from '../../trading/history/candles.ts';
import { type Continuous, contractTypes } from '../contracts/continuous.ts';
import type { Contract } from '../contracts/contract.ts';
import type { ContractType } from '../contracts/contractSpec.ts';
import { createPremiumLine } from '../contracts/premiumLine.ts';
import { PRICE_DECIMALS } from '../contracts/priceHistory.ts';
import { readLimit, readPair, readSpan, type UsdmCall, type UsdmEndpoint } from './usdmEndpoint.ts';

const RANGE = ['interval', 'startTime', 'endTime', 'limit'];
const PRICE_SCALE: Scale = { priceDecimals: PRICE_DECIMALS, quantityDecimals: 0 };

/** The rows that a request asks for, of candles as they stand at an instant. */
function rowsOf(call: UsdmCall, candles: Candles, instant: number, rowOf: (candle: Candle) => unknown): unknown[] {
  const { params } = call;
  const interval = readInterval(params);
  const { from, to } = readSpan(params);
  return listCandles(candles, interval, instant, from, to, readLimit(params, 500, 1500)).map(rowOf);
}

/** `/fapi/v1/klines`. */
export const klines: UsdmEndpoint = {
  parameters: ['symbol', ...RANGE],
  answer(call) {
    const contract = call.params.listing();
    const { trading } = contract;
    return rowsOf(call, trading, instantOf(contract, call.now), (candle) => klineRow(candle, trading.scale));
  },
};

/** `/fapi/v1/continuousKlines`. */
export const createContinuousKlines = (
  find: (pair: string, type: ContractType) => Continuous | undefined,
): UsdmEndpoint => ({
  parameters: ['pair', 'contractType', ...RANGE],
  answer(call) {
    const [pair, text] = [call.params.text('pair'), call.params.text('contractType')];
    if (pair === undefined) throw apiErrors.missing('pair');
    if (text === undefined) throw apiErrors.missing('contractType');
    const type = contractTypes.find((known) => known === text);
    if (type === undefined) throw new ApiError(-1119, 'Invalid contractType.');
    const found = find(pair, type);
    if (found === undefined) throw new ApiError(-1121, 'Invalid symbol.');
    return rowsOf(call, found.trading, call.now, (candle) => klineRow(candle, found.trading.scale));
  },
});

/** Candles of a price that nobody trades: they have prices and times, and a count of what they were made from. */
export function priceRow(candle: Candle): (string | number)[] {
  const [openTime = 0, open = '', high = '', low = '', close = '', , closeTime = 0, , count = 0] = klineRow(
    candle,
    PRICE_SCALE,
  );
  return [openTime, open, high, low, close, '0', closeTime, '0', count, '0', '0', '0'];
}

const pricesOf =
  (read: (call: UsdmCall) => Contract, candlesOf: (contract: Contract) => Candles) =>
  (call: UsdmCall): unknown[] => {
    const contract = read(call);
    return rowsOf(call, candlesOf(contract), instantOf(contract, call.now), priceRow);
  };

/** `/fapi/v1/indexPriceKlines`. */
export const indexPriceKlines: UsdmEndpoint = {
  parameters: ['pair', ...RANGE],
  answer: pricesOf(readPair, ({ index }) => index),
};

/** `/fapi/v1/markPriceKlines`. */
export const markPriceKlines: UsdmEndpoint = {
  parameters: ['symbol', ...RANGE],
  answer: pricesOf(
    ({ params }) => params.listing(),
    ({ mark }) => mark,
  ),
};

/** `/fapi/v1/premiumIndexKlines`: signed ratios. */
export const premiumIndexKlines: UsdmEndpoint = {
  parameters: ['symbol', ...RANGE],
  answer: pricesOf(({ params }) => params.listing(), createPremiumLine),
};
