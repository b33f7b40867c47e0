import type { SharedState } from '../../gateway/sharedState.ts';
import type { Market } from '../../markets/markets.js';
import { UNLISTED, writeListings } from '../../store/market/listing.ts';
import type { WorkerContext } from '../context/workerContext.ts';

export interface UnlistContext extends Pick<WorkerContext, 'store' | 'clock' | 'log'> {
  readonly market: Market;
  readonly shared: SharedState;
}

/** The exchange does not know these pairs (any more): nobody polls them until the listing says otherwise. Said once of each. */
export async function unlist(context: UnlistContext, codes: readonly string[]): Promise<void> {
  const { listings } = context.shared.state();
  const asOf = Math.round(context.clock.now());
  for (const code of codes) {
    if (listings.get(code)?.status === UNLISTED) continue;
    context.log.warn(`${code}: the exchange does not list this pair: it is not polled until it does`);
  }
  const listing = { status: UNLISTED, asOf };
  await writeListings(context.store, context.market, new Map(codes.map((code) => [code, listing])));
}
