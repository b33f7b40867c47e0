import { instantOf, listedAt } from '../../endpoints/endpoint.ts';
import type { Listing } from '../../trading/pairs.ts';
import { type Emit, nextTick, type Source } from '../source.ts';
import { TICKER_EVERY, type Ticker, type TickerOf } from './tickers.ts';

/** A stream of all pairs that trade: each second, those whose figures have changed, in one event. */
export const createAllTickers = <Kind extends Listing>(tickerOf: TickerOf<Kind>): Source<Kind> =>
  tellAll(tickerOf, TICKER_EVERY, (changed, emit) => emit((time) => changed.map((dataOf) => dataOf(time))));

/** Tells at certain times which pairs that trade have other figures than the time before. */
export function tellAll<Kind extends Listing>(
  tickerOf: TickerOf<Kind>,
  everyMs: number,
  tell: (changed: readonly Ticker['dataOf'][], emit: Emit) => void,
): Source<Kind> {
  const told = new Map<string, string>();
  let due = 0;
  return {
    due: () => due,
    run(pairs, now, emit) {
      const changed = listedAt(pairs, now).flatMap((listing) => {
        if (instantOf(listing, now) < now) return [];
        const { symbol } = listing.spec;
        const { mark, dataOf } = tickerOf(listing, now);
        const before = told.get(symbol);
        told.set(symbol, mark);
        return before === undefined || before === mark ? [] : [dataOf];
      });
      if (changed.length > 0) tell(changed, emit);
      due = nextTick(now, everyMs);
    },
  };
}
