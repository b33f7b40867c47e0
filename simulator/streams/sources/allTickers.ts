import { listedAt } from '../../endpoints/endpoint.ts';
import { nextTick, type Source } from '../source.ts';
import { TICKER_EVERY, type TickerOf } from './tickers.ts';

/** A stream of all pairs that trade: each second, those whose figures have changed. */
export function createAllTickers(tickerOf: TickerOf): Source {
  const told = new Map<string, string>();
  let due = 0;
  return {
    due: () => due,
    run(pairs, now, emit) {
      const changed = listedAt(pairs, now).flatMap((listing) => {
        if (listing.stoppedAt !== undefined) return [];
        const { symbol } = listing.spec;
        const { mark, dataOf } = tickerOf(listing, now);
        const before = told.get(symbol);
        told.set(symbol, mark);
        return before === undefined || before === mark ? [] : [dataOf];
      });
      if (changed.length > 0) emit((time) => changed.map((dataOf) => dataOf(time)));
      due = nextTick(now, TICKER_EVERY);
    },
  };
}
