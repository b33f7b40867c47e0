import type { Config } from '../config/config.ts';
import { relayPlaceOf } from '../config/relayPlace.ts';
import { type Market, marketNames } from '../markets/markets.js';
import type { Log } from '../runtime/log.ts';
import { type Clocks, holderName, machineClocks } from '../runtime/machine.ts';
import type { Store } from '../store/redis/connect.ts';
import { nullIfRedisError } from '../store/redis/redisError.ts';
import { createDefects } from '../store/reports/defects.ts';
import { createApiLink } from './apiLink.ts';
import { createLinkCounts } from './linkCounts.ts';
import { openMarket, type RelayMarket } from './market.ts';
import { createReporter } from './reporter.ts';
import { createRoom } from './room.ts';
import { createServer } from './server.ts';

export interface RelayOptions {
  /** The configuration now in force. */
  readonly config: () => Config;
  readonly store: Store;
  readonly log: Log;
  /** Default: the machine's. */
  readonly clocks?: Clocks;
  /** Upstream streams at most, of all markets; default 2,000. */
  readonly mostStreams?: number;
  /** Longest that may wait for a link to read it, bytes; default 16 MB. */
  readonly mostBacklog?: number;
}

export interface RunningRelay {
  /** Resolves when it listens. Rejects where it never can. */
  readonly listening: Promise<void>;
  stop(): Promise<void>;
}

const SECOND_MS = 1_000;

/** Upstream streams at most. */
const MOST_STREAMS = 2_000;

/** A link of which more waits has stopped reading, bytes. */
const MOST_BACKLOG = 16 * 1024 * 1024;

/** Tells several in one process apart. */
let instances = 0;

/**
 * Relays the streams of all markets: one subscription of each at the exchange, whoever follows it. The API's processes say over their links what they
 * follow; what a link has said ends with it.
 */
export function startRelay(options: RelayOptions): RunningRelay {
  const { config, store, log, clocks = machineClocks } = options;
  const defects = createDefects(log);
  const holder = holderName(`relay-${instances++}`);
  const room = createRoom(options.mostStreams ?? MOST_STREAMS);
  const counts = createLinkCounts();
  const markets: ReadonlyMap<Market, RelayMarket> = new Map(
    marketNames.flatMap((market) => {
      const opened = openMarket({ market, config, store, log, clocks, holder, defects, room });
      return opened === null ? [] : [[market, opened] as const];
    }),
  );
  const server = createServer({
    place: relayPlaceOf(config()),
    log,
    onSocket: (socket) =>
      createApiLink(socket, {
        markets,
        counts,
        mostBacklog: options.mostBacklog ?? MOST_BACKLOG,
        monotonic: clocks.monotonic,
        onDefect: (error) => defects.note('a link', error),
        log,
      }),
  });
  const reporter = createReporter({
    ...{ store, markets, counts, room, holder, clocks },
    isListening: server.isListening,
  });

  async function eachSecond(): Promise<void> {
    const followed = await Promise.allSettled([...markets.values()].map((market) => market.refresh()));
    for (const each of followed) if (each.status === 'rejected') failed(each.reason);
    await reporter.write();
  }

  /** Redis being away is logged by its connection; all here is tried again in a second. */
  const failed = (error: unknown): void => void defects.note('the relay', error);

  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  const second = () => {
    for (const market of markets.values()) market.look();
    if (isRunning) return;
    isRunning = true;
    running = eachSecond()
      .catch(failed)
      .finally(() => {
        isRunning = false;
      });
  };
  second();
  const timer = setInterval(second, SECOND_MS);

  return {
    listening: running.then(() => server.listen()),
    async stop() {
      clearInterval(timer);
      await server.close();
      await Promise.all([...markets.values()].map((market) => market.close()));
      await running;
      await reporter.remove().catch(nullIfRedisError);
    },
  };
}
