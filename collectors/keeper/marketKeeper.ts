import { pairsPath } from '../../config/marketConfig.ts';
import { isRejected } from '../../gateway/backoff.ts';
import { createClockKeeper } from '../../gateway/clockKeeper.ts';
import { createPinger } from '../../gateway/pinger.ts';
import type { MarketFacts } from '../../model/feed.ts';
import { JUDGE_WITHIN_MS, writeVerdict } from '../../store/market/verdict.ts';
import { createInfoReader } from './infoReader.ts';
import { createListingReader, type ListingReaderOptions } from './listingReader.ts';

/**
 * Keeps what all processes share about the market: the exchange's clock, limits and listings, its whole exchangeInfo, and the end of a block. Only the process
 * that holds the lease of the market's listings does; nobody else asks for listings, the whole exchangeInfo, time and ping.
 */
export interface MarketKeeper {
  /** Measures the clock, looks at the listings, pings and asks for the whole exchangeInfo when it is time. One second has passed. */
  tick(): void;
  /** The worker of the listings has read those of all pairs. */
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /** Somebody was refused a pair that is listed: the listings are looked at with one of the next ticks. */
  lookSoon(): void;
  /** Asks the exchange for pairs that an edit adds. Resolves to the faults that refuse it; none while it is out of reach. */
  judge(pairs: readonly string[], added: readonly string[]): Promise<string[]>;
}

/** `monotonic` (ms), by which it is judged when the listings and a ping are due, can be injected. */
export function createMarketKeeper(context: ListingReaderOptions, monotonic = context.clock.monotonic): MarketKeeper {
  const { store, log, market, shared } = context;
  const path = pairsPath(market);
  const clock = createClockKeeper(context);
  const listings = createListingReader(context, monotonic);
  const info = createInfoReader(context, monotonic);
  const pinger = createPinger({ ...context, pause: () => shared.state().pause }, monotonic);

  /** Faults of added pairs that the exchange does not list; null where it cannot be asked. */
  async function findUnlisted(added: readonly string[], search: Search): Promise<string[] | null> {
    try {
      const unlisted = await listings.findUnlisted(added, () => {
        search.hasStranger = true;
      });
      return unlisted.map((code) => `${path}: the exchange does not list ${code}`);
    } catch (error) {
      // All of it was refused, with a pair that is known: the request is wrong, and says nothing of the pairs.
      if (isRejected(error)) search.hasStranger = false;
      if (context.defects.note('verifying pairs', error)) context.count('internal');
      else log.warn(`${added.join(', ')} cannot be verified now`, { error });
      return null;
    }
  }

  return {
    tick() {
      clock.tick();
      listings.tick();
      pinger.tick();
      info.tick();
    },

    onFacts: listings.onFacts,
    lookSoon: listings.lookSoon,

    async judge(pairs, added) {
      const search: Search = { hasStranger: false };
      const faults =
        (await Promise.race([findUnlisted(added, search), after(JUDGE_WITHIN_MS, null)])) ??
        undecided(path, added, search);
      await writeVerdict(store, market, { pairs, faults });
      return faults;
    },
  };
}

/** What an unfinished search for unlisted pairs has seen so far. */
interface Search {
  hasStranger: boolean;
}

/** One of the pairs is known to be unlisted, or the exchange is out of reach: then they are taken and wait as unverified. */
const undecided = (path: string, added: readonly string[], { hasStranger }: Search): string[] =>
  hasStranger ? [`${path}: the exchange does not list one of ${added.join(', ')}`] : [];

/** `value` in `ms`; holds up no exit. */
function after<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, value).unref();
  });
}
