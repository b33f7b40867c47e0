import type { Params } from '../params.ts';
import type { Listing, Pairs } from '../trading/pairs.ts';

/** One request, at one instant: all of an answer is read at `now`. */
export interface Call {
  readonly params: Params;
  readonly pairs: Pairs;
  readonly now: number;
}

export interface Endpoint {
  /** The parameters this endpoint reads. */
  readonly parameters: readonly string[];
  /** The body, to be sent as JSON. Throws ApiError. */
  answer(call: Call): unknown;
}

/** The instant a pair's data stands at: `now`, or when it stopped trading. */
export function instantOf(listing: Listing, now: number): number {
  return Math.min(now, listing.stoppedAt ?? now);
}

/** The pairs that exist at `now`, in listing order. */
export function listedAt(pairs: Pairs, now: number): Listing[] {
  return [...pairs.values()].filter((listing) => listing.trading.firstTime <= now);
}
