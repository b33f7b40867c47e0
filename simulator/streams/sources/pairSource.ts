import { instantOf } from '../../endpoints/endpoint.ts';
import type { Listing } from '../../trading/pairs.ts';
import type { Emit, Source } from '../source.ts';

/** What a stream of one pair tells, from one instant to the next. */
export interface PairTelling<Kind extends Listing = Listing> {
  /** Begins: tells nothing, and notes how things stand at `instant`. Returns when there is something to do next, exchange ms. */
  start(listing: Kind, instant: number, now: number): number;
  /** Tells what is new since the last time. Returns when there is something to do next, exchange ms. */
  tell(listing: Kind, instant: number, now: number, emit: Emit): number;
}

/** How often a pair that is not there, or does not trade, is looked for (ms). */
const LOOK_AGAIN = 100;

/** A stream of one pair: silent while the pair is not listed or, unless `isConstant`, while it is halted. */
export function createPairSource<Kind extends Listing>(
  symbol: string,
  telling: PairTelling<Kind>,
  isConstant = false,
): Source<Kind> {
  let due = 0;
  let [isStarted, before] = [false, 0];
  return {
    due: () => due,
    run(pairs, now, emit) {
      const listing = pairs.get(symbol);
      const isBack = now < before;
      before = now;
      if (listing === undefined || listing.trading.firstTime > now) {
        [isStarted, due] = [false, now + LOOK_AGAIN];
        return;
      }
      const instant = instantOf(listing, now);
      if (!isStarted || isBack) {
        isStarted = true;
        due = telling.start(listing, instant, now);
        return;
      }
      const isHalted = instant < now;
      due = isHalted && !isConstant ? now + LOOK_AGAIN : telling.tell(listing, instant, now, emit);
    },
  };
}
