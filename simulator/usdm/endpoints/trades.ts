import { apiErrors } from '../../apiError.ts';
import { aggTradeRow, selectOrders } from '../../endpoints/aggTrades.ts';
import { instantOf } from '../../endpoints/endpoint.ts';
import { newestTrades, type TradeRow, tradesFrom } from '../../endpoints/trades.ts';
import { DAY, HOUR, MINUTE } from '../../trading/calendar.ts';
import type { Scale } from '../../trading/candle.ts';
import type { AggTrade } from '../../trading/orders/numberedOrders.ts';
import { readLimit, readSpan, type UsdmEndpoint } from './usdmEndpoint.ts';

const OLDEST_AGG_TRADES = 2 * DAY;
const OLDEST_TRADES = 30 * DAY;

/** `/fapi/v1/trades`: the newest. */
export const trades: UsdmEndpoint = {
  parameters: ['symbol', 'limit'],
  answer: ({ params, now }) => newestTrades(params.listing(), now, readLimit(params, 500, 1000)).map(tradeRow),
};

/** `/fapi/v1/historicalTrades`: from an id, or the newest; of the last 30 days. It needs an API key. */
export const historicalTrades: UsdmEndpoint = {
  parameters: ['symbol', 'limit', 'fromId'],
  answer({ params, now, apiKey }) {
    checkKey(apiKey);
    const [contract, fromId, limit] = [params.listing(), params.number('fromId'), readLimit(params, 100, 500)];
    if (fromId === undefined) return newestTrades(contract, now, limit).map(tradeRow);
    const minute = contract.trading.minuteOf('trades', fromId, now);
    if (minute !== undefined && minute * MINUTE < now - OLDEST_TRADES) throw apiErrors.tooOld('1 month');
    return tradesFrom(contract, now, fromId, limit).map(tradeRow);
  },
};

/** `/fapi/v1/aggTrades`: from an id, within times, or the newest; of the last two days. */
export const aggTrades: UsdmEndpoint = {
  parameters: ['symbol', 'fromId', 'startTime', 'endTime', 'limit'],
  answer({ params, now }) {
    const contract = params.listing();
    const { trading } = contract;
    const [fromId, { from, to }] = [params.number('fromId'), readSpan(params)];
    if (fromId !== undefined && (from ?? to) !== undefined) throw apiErrors.badCombination();
    // The documents say less than an hour; clients ask for just an hour, and are answered.
    if (from !== undefined && to !== undefined && to - from > HOUR) throw apiErrors.tooLongSpan();
    const limit = readLimit(params, 500, 1000);
    const minute = fromId === undefined ? undefined : trading.minuteOf('orders', fromId, now);
    const oldest = from ?? to ?? (minute === undefined ? now : (minute + 1) * MINUTE);
    if (oldest < now - OLDEST_AGG_TRADES) throw apiErrors.tooOld('2 days');
    const orders = selectOrders(trading, instantOf(contract, now), { fromId, from, to, limit });
    return orders.map((order) => contractAggTrade(order, trading.scale));
  },
};

/** An aggregate trade as it is sent; `nq` is its quantity without RPI orders, of which there are none here. */
export function contractAggTrade(order: AggTrade, scale: Scale) {
  const { a, p, q, f, l, T, m } = aggTradeRow(order, scale);
  return { a, p, q, nq: q, f, l, T, m };
}

const tradeRow = ({ isBestMatch: _, ...row }: TradeRow) => ({ ...row, isRPITrade: false });

/** A key has 64 letters and digits; those that begin with `rejected` are not accepted. */
function checkKey(key: string | undefined): void {
  if (key === undefined || !/^[A-Za-z0-9]{64}$/.test(key)) throw apiErrors.badKeyFormat();
  if (key.startsWith('rejected')) throw apiErrors.rejectedKey();
}
