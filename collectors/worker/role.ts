import type { Market } from '../../markets/markets.js';
import type { MarketFacts } from '../../model/feed.ts';
import type { Store } from '../../store/connect.ts';
import { removeListing } from '../../store/listing.ts';
import type { PairState } from '../state/pairState.ts';

/**
 * What a worker does beside polling its feed. Of each market's workers one *reads the listings*: what the exchange says of pairs. All others
 * are *ordinary* and trust what it finds: they poll the pairs that are traded.
 */
export interface Role {
  /** Polls every pair, whatever its listing says, and even where the feed is disabled: its rows are then not stored. */
  readonly looksAtAll: boolean;
  /** A failed poll is not tried again sooner, ms. */
  readonly leastRetryMs: number;
  /** CONFIG.json was edited, or what is stored may have changed behind our back. */
  lookAgain(pairs: readonly PairState[]): void;
  /** A reply has told facts about the market. `asOf`: exchange-clock ms. */
  onFacts(facts: MarketFacts, asOf: number): Promise<void>;
  /** The data of a pair that has left is gone. */
  onGone(code: string): Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

export const ordinary: Role = {
  looksAtAll: false,
  leastRetryMs: 0,
  lookAgain: () => undefined,
  onFacts: nothing,
  onGone: nothing,
};

/** Listings are heavy: after a failure they are not asked for again sooner. */
const RETRY_MS = 3_000;

/** @param onFacts shares what the listings say */
export const readsListings = (store: Store, market: Market, onFacts: Role['onFacts']): Role => ({
  looksAtAll: true,
  leastRetryMs: RETRY_MS,
  // A Redis that lost everything has no listings, without which nobody polls.
  lookAgain(pairs) {
    for (const pair of pairs) pair.dueAt = 0;
  },
  onFacts,
  onGone: (code) => removeListing(store, market, code),
});
