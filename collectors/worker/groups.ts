import type { Priority } from '../../gateway/gate.ts';
import { type Listing, UNLISTED } from '../../store/market/listing.ts';
import type { PairState } from '../state/pairState.ts';

/** Seconds between two looks at a pair of which nothing is known yet. It is also the shortest period for a pair that is not traded. */
const UNVERIFIED_PERIOD = 3;
/**
 * The period for a pair that is not traded, as a share of the time since it was last seen trading. It grows, since most halts are over soon
 * and some pairs never come back.
 */
const HALTED_SHARE = 0.1;
/** The longest such period, seconds. */
const HALTED_PERIOD = 60;
/** The same for a pair that the exchange does not know. */
const UNLISTED_PERIOD = 300;

/**
 * Seconds between two looks at the listing of a pair that is not known to be traded.
 *
 * @param notTradedMs for how long it has not been
 */
export function lookPeriod(listing: Listing | undefined, notTradedMs: number): number {
  if (listing === undefined) return UNVERIFIED_PERIOD;
  const longest = listing.status === UNLISTED ? UNLISTED_PERIOD : HALTED_PERIOD;
  return Math.min(longest, Math.max(UNVERIFIED_PERIOD, (notTradedMs / 1000) * HALTED_SHARE));
}

/** Pairs that are served together, mostly by one request. */
export interface Group {
  readonly states: PairState[];
  readonly priority: Priority;
}

/**
 * Puts pairs into groups of at most `chunk`. A pair that the exchange did not know when it was last asked goes alone, since it makes the
 * request fail for the whole group. Looks at pairs that are not traded take only the weight that the others leave.
 */
export function groupsOf(
  states: readonly PairState[],
  chunk: number,
  listingOf: (state: PairState) => Listing | undefined,
): Group[] {
  const isIn = (status: (listing: Listing | undefined) => boolean) =>
    states.filter((state) => status(listingOf(state)));
  const traded = isIn((listing) => listing === undefined || listing.isTraded);
  const halted = isIn((listing) => listing !== undefined && !listing.isTraded && listing.status !== UNLISTED);
  const unlisted = isIn((listing) => listing?.status === UNLISTED);
  return [...inChunks(traded, chunk, 'live'), ...inChunks(halted, chunk, 'fill'), ...inChunks(unlisted, 1, 'fill')];
}

function inChunks(states: readonly PairState[], chunk: number, priority: Priority): Group[] {
  const groups: Group[] = [];
  for (let from = 0; from < states.length; from += chunk) {
    groups.push({ states: states.slice(from, from + chunk), priority });
  }
  return groups;
}
