import type { Fault, Faults } from '../faults.ts';
import type { MarketName } from '../market.ts';
import type { StatsKeeper } from '../stats.ts';
import type { Pairs } from '../trading/pairs.ts';
import type { Connection, Following } from './connection.ts';
import { createDelivery } from './delivery.ts';
import { createPublication, streamKey } from './publication.ts';
import { marketOf, type Route } from './route.ts';
import { createSocketFaults, type SocketFaults } from './socketFaults.ts';
import type { Emit, NamedSource, Source } from './source.ts';
import type { StreamCounts } from './streamStats.ts';

/** How often it is looked whether a stream has something to tell (ms): so late may a trade be. */
const TICK = 10;

/** The streams of a market. */
export interface StreamMarket {
  /** Whether events of a stream come on sockets of a route. */
  isServed(name: string, route: Route): boolean;
  /** Makes what makes a stream's events; undefined: there is no such stream. */
  sourceOf(name: string): NamedSource | undefined;
  /** The pair that a stream is of; undefined: of all, or there is no such stream. */
  symbolOf(name: string): string | undefined;
}

export interface StreamsParts {
  readonly pairs: Pairs;
  readonly now: () => number;
  readonly faults: Faults;
  readonly stats: StatsKeeper;
  readonly counts: StreamCounts;
  readonly markets: Readonly<Record<MarketName, StreamMarket>>;
  /** Each time it has been looked what there is to tell (exchange ms). */
  readonly onTick: (now: number) => void;
  readonly log: (line: string) => void;
}

/** All streams that somebody follows: each event is made once, whoever listens. */
export interface Streams extends Following {
  readonly socketFaults: SocketFaults;
  opened(connection: Connection): void;
  /** A fault was injected: what happens at once happens now. */
  injected(id: number, fault: Fault): void;
  close(): void;
}

interface Followed {
  readonly source: Source;
  readonly emit: Emit;
  readonly followers: Set<Connection>;
  /** Making its events has failed: it is silent until nobody follows it any more, and somebody does anew. */
  isBroken: boolean;
}

export function createStreams({ pairs, now, faults, stats, counts, markets, onTick, log }: StreamsParts): Streams {
  const followed = new Map<string, Followed>();
  const connections = new Set<Connection>();
  const socketFaults = createSocketFaults(faults, stats, connections, now);
  const delivery = createDelivery(faults, stats, socketFaults.reaches);

  /** An error in one stream is that stream's: others, and whoever follows it, go on. */
  const run = (name: string, stream: Followed, instant: number): void => {
    try {
      stream.source.run(pairs, instant, stream.emit);
    } catch (error) {
      stream.isBroken = true;
      counts.broken += 1;
      log(`streams: ${name} cannot be made and is silent now: ${error instanceof Error ? error.stack : error}`);
    }
  };

  const begin = (market: MarketName, stream: string): Followed | undefined => {
    const found = markets[market].sourceOf(stream);
    if (found === undefined) return undefined;
    const { symbol, source } = found;
    const name = streamKey(market, stream);
    const followers = new Set<Connection>();
    const emit: Emit = (dataOf, textOf) => {
      counts.events += 1;
      delivery.deliver(createPublication({ stream, symbol, market }, dataOf, textOf), followers);
    };
    const begun = { source, emit, followers, isBroken: false };
    followed.set(name, begun);
    run(name, begun, now());
    return begun;
  };

  const tick = (): void => {
    const instant = now();
    for (const connection of connections) connection.gather();
    for (const [name, stream] of followed) {
      if (!stream.isBroken && stream.source.due() <= instant) run(name, stream, instant);
    }
    for (const connection of connections) connection.release();
    for (const connection of connections) connection.look();
    onTick(instant);
  };
  const timer = setInterval(tick, TICK);

  return {
    socketFaults,
    isSilent: socketFaults.isSilent,
    follow(connection, name) {
      const market = marketOf(connection.route);
      const { isServed, symbolOf } = markets[market];
      const isUnsent = socketFaults.isUnsent(connection, { stream: name, symbol: symbolOf(name), market });
      if (isUnsent) this.leave(connection, name);
      else if (isServed(name, connection.route)) {
        (followed.get(streamKey(market, name)) ?? begin(market, name))?.followers.add(connection);
      }
      counts.streams = followed.size;
    },
    leave(connection, name) {
      const key = streamKey(marketOf(connection.route), name);
      const stream = followed.get(key);
      stream?.followers.delete(connection);
      if (stream?.followers.size === 0) followed.delete(key);
      counts.streams = followed.size;
    },
    opened(connection) {
      connections.add(connection);
      counts.connections = connections.size;
      counts.mostConnections = Math.max(counts.mostConnections, connections.size);
      socketFaults.opened(connection);
    },
    closed(connection) {
      connections.delete(connection);
      counts.connections = connections.size;
    },
    injected: socketFaults.injected,
    close() {
      clearInterval(timer);
      delivery.close();
      socketFaults.close();
    },
  };
}
