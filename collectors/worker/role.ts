import type { Market } from '../../markets/markets.js';
import type { MarketFacts } from '../../model/feed.ts';
import { type Listing, removeListing } from '../../store/market/listing.ts';
import type { Store } from '../../store/redis/connect.ts';
import type { PairState } from '../state/pairState.ts';

/**
 * What a worker does beside serving its feed. Of each market's workers one *reads the listings*: what the exchange says of pairs. All others
 * are *ordinary* and trust what it finds. Whatever sets that one apart is here.
 */
export interface Role {
  /** Whether anything is asked for, the feed being enabled or not. What comes of a disabled feed is not stored. */
  isActive(isEnabled: boolean): boolean;
  /** Whether a pair is served that the exchange lists so; undefined: nothing is known of it. */
  mayServe(listing: Listing | undefined): boolean;
  /** What has failed is not tried again sooner, ms. */
  readonly leastRetryMs: number;
  /** CONFIG.json was edited, or what is stored may have changed behind our back. */
  lookAgain(pairs: readonly PairState[]): void;
  /** An answer has told facts about the market. `asOf`: exchange-clock ms. */
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /** The data of a pair that has left is gone. */
  onGone(code: string): Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

export const ordinary: Role = {
  isActive: (isEnabled) => isEnabled,
  mayServe: (listing) => listing?.isTraded === true,
  leastRetryMs: 0,
  lookAgain: () => undefined,
  onFacts: nothing,
  onGone: nothing,
};

/** Listings are heavy: after a failure they are not asked for again sooner. */
const RETRY_MS = 3_000;

/** @param onFacts shares what the listings say */
export const readsListings = (store: Store, market: Market, onFacts: Role['onFacts']): Role => ({
  // All others wait for what it finds, of each pair.
  isActive: () => true,
  mayServe: () => true,
  leastRetryMs: RETRY_MS,
  // A Redis that lost everything has no listings, without which nobody polls.
  lookAgain(pairs) {
    for (const pair of pairs) pair.turn.dueAt = 0;
  },
  onFacts,
  onGone: (code) => removeListing(store, market, code),
});
