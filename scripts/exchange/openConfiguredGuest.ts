import type { Config } from '../../config/config.ts';
import { apiKeysOf, exchangeUrlOf } from '../../config/marketConfig.ts';
import { type Guest, type GuestWeight, openGuest } from '../../gateway/openGuest.ts';
import type { Market } from '../../markets/markets.js';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/redis/connect.ts';

export interface OpenConfiguredGuestOptions {
  readonly market: Market;
  readonly config: Config;
  readonly store: Store;
  readonly weight: GuestWeight;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/**
 * A command's way to a market's exchange, as CONFIG.json says.
 *
 * @throws StartError where the environment names a proxy that cannot be used; ioredis errors when Redis is away
 */
export function openConfiguredGuest({ market, config, ...others }: OpenConfiguredGuestOptions): Promise<Guest> {
  const { budget, callers } = config;
  return openGuest({
    ...{ ...others, market, callers, egress: budget.egress, share: budget.share },
    baseUrl: exchangeUrlOf(config, market),
    apiKeys: () => apiKeysOf(config, market),
  });
}
