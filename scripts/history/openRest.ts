import type { Config } from '../../config/config.ts';
import { apiKeysOf, exchangeUrlOf } from '../../config/marketConfig.ts';
import type { Connector } from '../../exchanges/connector.ts';
import { createOwnClock } from '../../gateway/callers/ownClock.ts';
import type { Gate } from '../../gateway/gate.ts';
import { openGate } from '../../gateway/openGate.ts';
import { createSharedState } from '../../gateway/sharedState.ts';
import type { Market } from '../../markets/markets.js';
import type { Log } from '../../runtime/log.ts';
import { type Clocks, machineClocks } from '../../runtime/machine.ts';
import { createExchangeClock, type ExchangeClock } from '../../store/market/clock.ts';
import type { Store } from '../../store/redis/connect.ts';
import { nullIfRedisError } from '../../store/redis/redisError.ts';
import type { Bookkeeping } from '../../store/reports/health.ts';

/** What all processes share is read so often, ms. */
const REFRESH_EVERY_MS = 1_000;

export interface OpenRestOptions {
  readonly market: Market;
  readonly config: Pick<Config, 'binance' | 'apiKeys' | 'budget' | 'callers'>;
  readonly store: Store;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Default: the machine's. */
  readonly clocks?: Clocks;
}

/** The way of a command to one market's REST: with weight that live data leaves, out of the budget that all processes share in Redis. */
export interface Rest {
  readonly market: Market;
  readonly connector: Connector;
  readonly clock: ExchangeClock;
  readonly gate: Gate;
  /** What all processes share of the market, read each second. */
  readonly state: () => Bookkeeping;
  /** Resolves when the exchange's clock is known, or cannot be now: then `clock.isMeasured()` tells. Never rejects. */
  ready(): Promise<void>;
  close(): void;
}

/** @throws StartError where the environment names a proxy that cannot be used; ioredis errors when Redis is away */
export async function openRest({ market, config, store, log, clocks = machineClocks }: OpenRestOptions): Promise<Rest> {
  const clock = createExchangeClock(clocks.monotonic, clocks.wall);
  const { egress } = config.budget;
  const shared = createSharedState(store, { egress, market }, clock);
  await shared.refresh();
  const { gate, connector, close } = openGate({
    ...{ market, store, clock, egress, log },
    baseUrl: exchangeUrlOf(config as Config, market),
    apiKeys: () => apiKeysOf(config as Config, market),
    state: shared.state,
    share: () => config.budget.share,
    callers: () => config.callers,
  });
  const timer = setInterval(() => void shared.refresh().catch(nullIfRedisError), REFRESH_EVERY_MS);
  timer.unref();
  return {
    ...{ market, connector, clock, gate },
    state: shared.state,
    ready: createOwnClock({ store, market, connector, clock, shared, ask: (request) => gate.send(request, 'fill') }),
    close() {
      clearInterval(timer);
      close();
    },
  };
}
