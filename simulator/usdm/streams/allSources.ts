import { listedAt } from '../../endpoints/endpoint.ts';
import { type Emit, nextTick, type Source } from '../../streams/source.ts';
import { tellAll } from '../../streams/sources/allTickers.ts';
import type { TickerOf } from '../../streams/sources/tickers.ts';
import { type Contract, isTraded } from '../contracts/contract.ts';
import { lastLiquidation } from '../contracts/liquidations.ts';
import { bookTickerRow, dayRow } from '../endpoints/tickers.ts';
import { bookTickerEvent, forceOrderEvent, markPriceEvent, OURS } from './contractSources.ts';
import { withCoins } from './withCoins.ts';

const SECOND = 1000;
const BOOK_TICKERS_EVERY = 5000;

/** `<symbol>@ticker`: as spot's, without the book's best prices and the close of the day before. */
export const dayTicker: TickerOf<Contract> = (contract, now) => {
  const row = dayRow(contract, now);
  return {
    mark: `${row.firstId} ${row.lastId}`,
    dataOf: () => ({
      ...{ e: '24hrTicker', E: now, s: row.symbol, p: row.priceChange, P: row.priceChangePercent },
      ...{ w: row.weightedAvgPrice, c: row.lastPrice, Q: row.lastQty, o: row.openPrice, h: row.highPrice },
      ...{ l: row.lowPrice, v: row.volume, q: row.quoteVolume, O: row.openTime, C: row.closeTime },
      ...{ F: row.firstId, L: row.lastId, n: row.count, ps: contract.contract.pair, st: OURS },
    }),
  };
};

/** `<symbol>@miniTicker`. */
export const miniTicker: TickerOf<Contract> = (contract, now) => {
  const { symbol: s, lastPrice: c, openPrice: o, highPrice: h, lowPrice: l, ...row } = dayRow(contract, now);
  const { volume: v, quoteVolume: q } = row;
  return {
    mark: `${row.firstId} ${row.lastId}`,
    dataOf: () => ({ e: '24hrMiniTicker', E: now, s, c, o, h, l, v, q, ps: contract.contract.pair, st: OURS }),
  };
};

const bestTicker: TickerOf<Contract> = (contract, now) => {
  const { symbol: _, time: _time, lastUpdateId: _id, ...best } = bookTickerRow(contract, now);
  return { mark: JSON.stringify(best), dataOf: () => bookTickerEvent(contract, best, now) };
};

/** `!ticker@arr` and `!miniTicker@arr`: each second those that have changed, in one event. */
export const allDayTickers = (): Source<Contract> => allTickers(dayTicker);
export const allMiniTickers = (): Source<Contract> => allTickers(miniTicker);

const allTickers = (tickerOf: TickerOf<Contract>): Source<Contract> =>
  tellAll(tickerOf, SECOND, (changed, emit) => emit((time) => changed.flatMap((dataOf) => withCoins(dataOf(time)))));

/** `!bookTicker`: each five seconds those that have changed, an event each. */
export const allBookTickers = (): Source<Contract> =>
  tellAll(bestTicker, BOOK_TICKERS_EVERY, (changed, emit) => {
    for (const event of changed.flatMap((dataOf) => withCoins(dataOf((ms) => ms)))) emit(() => event);
  });

/** What is told of all contracts at certain times. */
function eachTime(
  everyMs: number,
  tell: (contracts: readonly Contract[], since: number, now: number, emit: Emit) => void,
): Source<Contract> {
  let [due, told] = [0, 0];
  return {
    due: () => due,
    run(contracts, now, emit) {
      const live = listedAt(contracts, now).filter((contract) => isTraded(contract, now));
      if (told !== 0 && told < now) tell(live, told, now, emit);
      told = now;
      due = nextTick(now, everyMs);
    },
  };
}

/** `!markPrice@arr[@1s]`: what is no coin comes in an event of its own. */
export const allMarkPrices = (everyMs: number): Source<Contract> =>
  eachTime(everyMs, (contracts, _since, now, emit) => {
    for (const isTradFi of [false, true]) {
      const some = contracts.filter(({ contract }) => (contract.kind === 'tradifi') === isTradFi);
      const events = some.flatMap((contract) => withCoins(markPriceEvent(contract, now)));
      if (events.length > 0) emit(() => events);
    }
  });

/** `!forceOrder@arr`: each second the latest liquidation of each contract that had one, an event each. */
export const allForceOrders = (): Source<Contract> =>
  eachTime(SECOND, (contracts, since, now, emit) => {
    for (const contract of contracts) {
      const order = lastLiquidation(contract, Math.max(since, now - SECOND), now);
      if (order === undefined) continue;
      for (const event of withCoins(forceOrderEvent(contract, order, now, true))) emit(() => event);
    }
  });
