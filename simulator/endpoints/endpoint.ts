import type { Params } from '../params.ts';
import { isKnown, type Listing, type Pairs } from '../trading/pairs.ts';

/** One request, at one instant: all of an answer is read at `now`. */
export interface Call<Kind extends Listing = Listing> {
  readonly params: Params<Kind>;
  readonly pairs: Pairs<Kind>;
  readonly now: number;
  /** The key that was sent, if one was. */
  readonly apiKey?: string | undefined;
}

export interface Endpoint<Kind extends Listing = Listing> {
  /** The parameters this endpoint reads. */
  readonly parameters: readonly string[];
  /** The body, to be sent as JSON. Throws ApiError. */
  answer(call: Call<Kind>): unknown;
}

/** The instant a pair's data stands at: `now`, or when it stopped trading. */
export function instantOf(listing: Listing, now: number): number {
  return Math.min(now, listing.stoppedAt ?? now, listing.endsAt ?? now);
}

/** The pairs that exist at `now`, in listing order. */
export function listedAt<Kind extends Listing>(pairs: Pairs<Kind>, now: number): Kind[] {
  return [...pairs.values()].filter((listing) => isKnown(listing, now));
}
