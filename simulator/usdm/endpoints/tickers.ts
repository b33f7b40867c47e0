import { bestOf } from '../../endpoints/bookTicker.ts';
import { windowRow } from '../../endpoints/dayTicker.ts';
import { instantOf } from '../../endpoints/endpoint.ts';
import { DAY, MINUTE } from '../../trading/calendar.ts';
import { writePrice, writeQuantity } from '../../written.ts';
import { type Contract, isTraded } from '../contracts/contract.ts';
import { changedAt, contractBook, updateId } from './depth.ts';
import { answerContracts, type UsdmEndpoint } from './usdmEndpoint.ts';

/** `/fapi/v1/ticker/price` and `/fapi/v2/ticker/price`: the last trade's. */
export const price: UsdmEndpoint = {
  parameters: ['symbol'],
  answer: (call) =>
    answerContracts(call, (contract) => {
      const last = contract.trading.lastOrder(instantOf(contract, call.now));
      const { symbol } = contract.spec;
      return { symbol, price: writePrice(contract.trading.scale, last?.price ?? 0), time: last?.time ?? 0 };
    }),
};

/** `/fapi/v1/ticker/bookTicker`; all zero where there is no book. */
export const bookTicker: UsdmEndpoint = {
  parameters: ['symbol'],
  answer: (call) => answerContracts(call, (contract) => bookTickerRow(contract, call.now)),
};

export function bookTickerRow(contract: Contract, now: number) {
  const { scale } = contract.trading;
  const [noPrice, noQuantity] = [writePrice(scale, 0), writeQuantity(scale, 0)];
  const best = isTraded(contract, now)
    ? bestOf(contract, now)
    : { bidPrice: noPrice, bidQty: noQuantity, askPrice: noPrice, askQty: noQuantity };
  const lastUpdateId = updateId(contractBook(contract, now, 1).lastUpdateId);
  return { symbol: contract.spec.symbol, ...best, time: changedAt(contract, now), lastUpdateId };
}

/** `/fapi/v1/ticker/24hr`: exactly the trades with openTime <= T <= closeTime = now; it opens at a whole minute. */
export const dayTicker: UsdmEndpoint = {
  parameters: ['symbol'],
  answer: (call) => answerContracts(call, (contract) => dayRow(contract, call.now)),
};

export function dayRow(contract: Contract, now: number) {
  const openTime = Math.floor((now - DAY) / MINUTE) * MINUTE;
  const row = windowRow(contract, openTime, now);
  const { symbol, priceChange, priceChangePercent, weightedAvgPrice, lastPrice, ...others } = row;
  const last = row.count === 0 ? undefined : contract.trading.lastOrder(instantOf(contract, now));
  const lastQty = writeQuantity(contract.trading.scale, last?.quantity ?? 0);
  const { openPrice, highPrice, lowPrice, ...rest } = others;
  const change = { priceChange, priceChangePercent, weightedAvgPrice };
  return { symbol, ...change, lastPrice, lastQty, openPrice, highPrice, lowPrice, ...rest };
}
