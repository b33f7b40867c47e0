import {
  type ActiveStreamFault,
  type Fault,
  type Faults,
  isOfRoute,
  isStreamFault,
  type StreamAndPair,
} from '../faults.ts';
import type { StatsKeeper } from '../stats.ts';
import { momentaryKinds, type StreamFault } from '../streamFault.ts';
import type { Connection } from './connection.ts';
import { createPublication } from './publication.ts';

/** Faults of whole sockets. */
export interface SocketFaults {
  /** Whether a fault holds for a socket. */
  reaches(fault: ActiveStreamFault, connection: Connection): boolean;
  /** Nothing at all is sent on it. */
  isSilent(connection: Connection): boolean;
  /** Nothing comes of a subscription that is made now. */
  isUnsent(connection: Connection, stream: StreamAndPair): boolean;
  /** Age at which sockets are closed, ms; undefined: no fault says. */
  lifetimeMs(): number | undefined;
  /** A socket has been opened. */
  opened(connection: Connection): void;
  /** What happens at once happens now. */
  injected(id: number, fault: Fault): void;
  close(): void;
}

export function createSocketFaults(
  faults: Faults,
  stats: StatsKeeper,
  connections: ReadonlySet<Connection>,
  now: () => number,
): SocketFaults {
  /** The sockets of faults that hold for a number of them. */
  const chosen = new Map<number, ReadonlySet<Connection>>();
  const timers = new Set<NodeJS.Timeout>();

  const reaches = ({ id, fault }: ActiveStreamFault, connection: Connection): boolean =>
    isOfRoute(fault, connection.route) && (fault.sockets === undefined || chosen.get(id)?.has(connection) === true);

  const announceShutdown = (sockets: readonly Connection[], seconds: number): void => {
    const at = now();
    const shutdown = { stream: '!serverShutdown', symbol: undefined, market: 'spot' } as const;
    const event = createPublication(shutdown, (time) => ({ e: 'serverShutdown', E: time(at) }));
    for (const connection of sockets) connection.publish(event);
    const timer = setTimeout(() => {
      timers.delete(timer);
      for (const connection of sockets) connection.close(1001, 'Server is shutting down');
    }, seconds * 1000);
    timers.add(timer);
  };

  const act = ({ kind, code = 1001, seconds = 10 }: StreamFault, sockets: readonly Connection[]): void => {
    if (kind === 'stream-close') for (const connection of sockets) connection.close(code, 'An injected fault');
    if (kind === 'stream-reset') for (const connection of sockets) connection.reset();
    if (kind === 'stream-shutdown') announceShutdown(sockets, seconds);
    if (kind === 'stream-half-open') for (const connection of sockets) connection.freeze();
  };

  return {
    reaches,
    isSilent: (connection) =>
      faults
        .streamFaults('stream-silent')
        .some((entry) => (entry.fault.stream ?? entry.fault.symbol) === undefined && reaches(entry, connection)),
    isUnsent(connection, stream) {
      const struck = faults.strikeStream(['stream-unsent'], stream);
      if (struck === undefined || !reaches(struck, connection)) return false;
      stats.fault(struck.fault.kind);
      return true;
    },
    lifetimeMs() {
      const seconds = faults.streamFaults('stream-lifetime')[0]?.fault.seconds;
      return seconds === undefined ? undefined : seconds * 1000;
    },
    opened(connection) {
      const isDead = faults
        .streamFaults('stream-half-open')
        .some(({ fault }) => fault.sockets === undefined && isOfRoute(fault, connection.route));
      if (isDead) connection.freeze();
    },
    injected(id, fault) {
      if (!isStreamFault(fault)) return;
      const sockets = [...connections]
        .filter((connection) => isOfRoute(fault, connection.route))
        .slice(0, fault.sockets);
      chosen.set(id, new Set(sockets));
      act(fault, sockets);
      if (!momentaryKinds.includes(fault.kind)) return;
      stats.fault(fault.kind);
      faults.clear(id);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
