import type { MarketWatch } from '../../gateway/marketWatch.ts';
import type { Market } from '../../store/keys.ts';
import { UNLISTED, writeListings } from '../../store/listing.ts';
import type { PollContext } from '../context/pollContext.ts';

export interface UnlistContext extends Pick<PollContext, 'store' | 'clock' | 'log'> {
  readonly market: MarketWatch;
}

/** The exchange does not know these pairs (any more): nobody polls them until the listing says otherwise. Said once of each. */
export async function unlist(context: UnlistContext, market: Market, codes: readonly string[]): Promise<void> {
  const { listings } = context.market.state();
  const asOf = Math.round(context.clock.now());
  for (const code of codes) {
    if (listings.get(code)?.status === UNLISTED) continue;
    context.log.warn(`${code}: the exchange does not list this pair: it is not polled until it does`);
  }
  await writeListings(context.store, market, new Map(codes.map((code) => [code, { status: UNLISTED, asOf }])));
}
