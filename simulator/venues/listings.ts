import { SimulatorError } from '../simulatorError.ts';
import type { Listing, Pairs } from '../trading/pairs.ts';

/** What can be done to the pairs of a market from outside. */
export interface Listings<Status extends string, Kind extends Listing = Listing> {
  /** What is traded, to ask without HTTP. */
  readonly pairs: Pairs<Kind>;
  readonly statuses: readonly Status[];
  statusOf(symbol: string): Status;
  /** Any status but TRADING stops the pair's trades; back in TRADING they are all there, as if it had never stopped. */
  setSymbolStatus(symbol: string, status: Status): void;
  /** Takes a pair off the exchange: every request that names it is answered -1121. */
  delist(symbol: string): void;
  relist(symbol: string): void;
}

/** @param status how a status is read, and set */
export function createListings<Status extends string, Kind extends Listing>(
  pairs: Map<string, Kind>,
  now: () => number,
  statuses: readonly Status[],
  status: { read(listing: Kind, now: number): Status; set(listing: Kind, status: Status): void },
): Listings<Status, Kind> {
  const delisted = new Map<string, Kind>();
  const find = (symbol: string, where: Pairs<Kind>): Kind => {
    const listing = where.get(symbol);
    if (listing === undefined) throw new SimulatorError(`no pair ${symbol}`);
    return listing;
  };
  return {
    pairs,
    statuses,
    statusOf: (symbol) => status.read(find(symbol, pairs), now()),
    setSymbolStatus(symbol, wanted) {
      const listing = find(symbol, pairs);
      listing.stoppedAt = wanted === 'TRADING' ? undefined : (listing.stoppedAt ?? now());
      status.set(listing, wanted);
    },
    delist(symbol) {
      delisted.set(symbol, find(symbol, pairs));
      pairs.delete(symbol);
    },
    relist(symbol) {
      pairs.set(symbol, find(symbol, delisted));
      delisted.delete(symbol);
    },
  };
}
