import { levelRows } from '../../endpoints/depth.ts';
import { fillsOf } from '../../endpoints/trades.ts';
import { nextTick } from '../../streams/source.ts';
import { tellBest } from '../../streams/sources/bookTicker.ts';
import { tellChanges, tellLevels } from '../../streams/sources/depth.ts';
import type { KlineForm } from '../../streams/sources/klines.ts';
import type { PairTelling } from '../../streams/sources/pairSource.ts';
import { tellOrders } from '../../streams/sources/trades.ts';
import type { AggTrade } from '../../trading/orders/numberedOrders.ts';
import { hashNumbers } from '../../trading/random.ts';
import { writePrice, writeQuantity } from '../../written.ts';
import type { Contract } from '../contracts/contract.ts';
import { lastLiquidation } from '../contracts/liquidations.ts';
import { changedAt, contractBook, updateId } from '../endpoints/depth.ts';
import { premiumRow, writeUnits } from '../endpoints/premiumIndex.ts';
import { contractAggTrade } from '../endpoints/trades.ts';

/** Events of the markets of USD and of coins come on the same streams: 1 says that it is ours. */
export const OURS = 1;
const SECOND = 1000;
/** A candle is told to be closed up to so many ms after its end. */
const LATEST_CLOSE = 2000;

/** `<symbol>@aggTrade`. */
export const aggTradeTelling = (): PairTelling<Contract> =>
  tellOrders(({ spec, trading }, order, E, emit) => {
    const row = contractAggTrade(order, trading.scale);
    emit(() => ({ e: 'aggTrade', E, s: spec.symbol, ...row, st: OURS }));
  });

/** `<symbol>@trade`, which no document names: as it was recorded. */
export const tradeTelling = (): PairTelling<Contract> =>
  tellOrders(({ spec, trading }, order, E, emit) => {
    for (const { id: t, price: p, qty: q, isBuyerMaker: m } of fillsOf(order, trading.scale)) {
      emit(() => ({ e: 'trade', E, T: order.time, s: spec.symbol, t, p, q, X: 'MARKET', m }));
    }
  });

/** `<symbol>@kline_<interval>`. */
export const klineForm: KlineForm = {
  everyMs: 250,
  lateBy: (openTime) => hashNumbers(71, openTime) % LATEST_CLOSE,
  eventOf: ({ spec: { symbol: s } }, E, k) => ({ e: 'kline', E, s, k }),
};

/** `<pair>_<type>@continuousKline_<interval>`. */
export const continuousForm = (ps: string, ct: string): KlineForm => ({
  ...klineForm,
  eventOf: (_listing, E, k) => {
    const { s: _, ...figures } = k as { readonly s: string };
    return { e: 'continuous_kline', E, ps, ct, k: figures };
  },
});

/** `<symbol>@bookTicker`. */
export const bookTickerTelling = (): PairTelling<Contract> =>
  tellBest((contract, best, E, emit) => emit(() => bookTickerEvent(contract, best, E)));

type Best = Readonly<Record<'bidPrice' | 'bidQty' | 'askPrice' | 'askQty', string>>;

export function bookTickerEvent(contract: Contract, best: Best, E: number) {
  const { bidPrice: b, bidQty: B, askPrice: a, askQty: A } = best;
  const { symbol: s } = contract.spec;
  const u = updateId(contractBook(contract, E, 1).lastUpdateId);
  return { e: 'bookTicker', u, E, T: changedAt(contract, E), s, ps: contract.contract.pair, b, B, a, A, st: OURS };
}

/** `<symbol>@depth[@100ms]`: `pu` is the `u` of the event before. */
export const depthTelling = (everyMs: number): PairTelling<Contract> =>
  tellChanges(everyMs, (contract, change, E, emit) => {
    const { firstUpdateId, lastUpdateId } = change;
    emit(() => depthEvent(contract, E, firstUpdateId, lastUpdateId, levelRows(contract, change)));
  });

/** `<symbol>@depth<levels>[@100ms]`. */
export function partialDepthTelling(levels: number, everyMs: number): PairTelling<Contract> {
  let before = 0;
  return tellLevels(levels, everyMs, (contract, book, E, emit) => {
    const { lastUpdateId } = book;
    const first = (before === 0 ? lastUpdateId - 1 : before) + 1;
    before = lastUpdateId;
    emit(() => depthEvent(contract, E, first, lastUpdateId, levelRows(contract, book)));
  });
}

function depthEvent(
  contract: Contract,
  E: number,
  first: number,
  last: number,
  { bids: b, asks: a }: ReturnType<typeof levelRows>,
) {
  const [U, u, pu] = [updateId(first) - 3, updateId(last), updateId(first - 1)];
  const { symbol: s } = contract.spec;
  return { e: 'depthUpdate', E, T: changedAt(contract, E), s, ps: contract.contract.pair, U, u, pu, b, a, st: OURS };
}

/** `<symbol>@markPrice[@1s]`: each second or each three, whatever happens. */
export const markPriceTelling = (everyMs: number): PairTelling<Contract> => ({
  start: (_contract, _instant, now) => nextTick(now, everyMs),
  tell(contract, _instant, now, emit) {
    const event = markPriceEvent(contract, now);
    emit(() => event);
    return nextTick(now, everyMs);
  },
});

const AVERAGED_SECONDS = [0, 10, 20, 30];

/** `ap`: the mean of the mark price now and 10, 20 and 30 s ago. */
export function markPriceEvent(contract: Contract, E: number) {
  const row = premiumRow(contract, E);
  const marks = AVERAGED_SECONDS.map((ago) => contract.mark.priceAt(row.time - ago * SECOND) ?? 0);
  const ap = writeUnits(Math.round(marks.reduce((sum, mark) => sum + mark, 0) / marks.length));
  return {
    ...{ e: 'markPriceUpdate', E, s: row.symbol, p: row.markPrice, ap, P: row.estimatedSettlePrice, i: row.indexPrice },
    ...{ r: row.lastFundingRate, T: row.nextFundingTime, st: OURS },
  };
}

/** `<symbol>@forceOrder`: each second the latest liquidation of it, if there was one. */
export function forceOrderTelling(): PairTelling<Contract> {
  let told = 0;
  return {
    start(_contract, instant, now) {
      told = instant;
      return nextTick(now, SECOND);
    },
    tell(contract, instant, now, emit) {
      const order = lastLiquidation(contract, Math.max(told, instant - SECOND), instant);
      told = instant;
      if (order !== undefined) emit(() => forceOrderEvent(contract, order, now, false));
      return nextTick(now, SECOND);
    },
  };
}

/** How far the price at which somebody is bankrupt is from the one that was paid. */
const BANKRUPT = 0.004;

/** @param ofAll as the stream of all contracts has it, with the pair and the market */
export function forceOrderEvent({ spec, contract, trading }: Contract, order: AggTrade, E: number, ofAll: boolean) {
  const { scale } = trading;
  const q = writeQuantity(scale, order.quantity);
  const bankrupt = Math.max(1, Math.round(order.price * (order.takerBuys ? 1 + BANKRUPT : 1 - BANKRUPT)));
  const o = {
    ...{
      s: spec.symbol,
      ...(ofAll && { ps: contract.pair }),
      S: order.takerBuys ? 'BUY' : 'SELL',
      o: 'LIMIT',
      f: 'IOC',
    },
    ...{
      q,
      p: writePrice(scale, bankrupt),
      ap: writePrice(scale, order.price),
      X: 'FILLED',
      l: q,
      z: q,
      T: order.time,
    },
  };
  return { e: 'forceOrder', E, o, ...(ofAll && { st: OURS }) };
}
