import type { SocketReport } from '../../store/reports/streamReports.ts';
import type { Followed } from './followed.ts';
import type { HubContext } from './hubContext.ts';
import { lookAfter, renewLater } from './renewing.ts';
import type { Rotation } from './sockets/rotation.ts';
import { createSockets } from './sockets/sockets.ts';

/** Streams that share a socket. */
export interface Shard {
  readonly route: string;
  readonly streams: Map<string, Followed>;
  /** Its streams have changed. */
  changed(): void;
  /** @param passedMs in which this process has run */
  look(passedMs: number): void;
  /** Its socket brings events. */
  isLive(): boolean;
  /** When its socket has to give its place to another one. Null: there is none. */
  rotation(): Rotation | null;
  report(): SocketReport;
  close(): void;
}

export function createShard(route: string, hub: HubContext): Shard {
  const { protocol, counts } = hub;
  const streams = new Map<string, Followed>();
  let wanted: ReadonlySet<string> = new Set();
  /** When the first of the streams has changed that the exchange was not told of, monotonic ms; null: none has. */
  let changedAt: number | null = Number.NEGATIVE_INFINITY;

  const sockets = createSockets(route, hub, {
    followedOf: (name) => streams.get(name),
    onOpen: (connection) => connection.carry(wanted),
    onEvent(connection, followed, data, asOf, mayBeDouble) {
      if (followed.isMuted) return;
      if (!followed.isUp()) {
        if (connection !== sockets.current()) return;
        connection.spoke(followed.name);
        followed.up(connection.frontier);
      }
      counts.events++;
      followed.deliver(data, asOf, mayBeDouble);
    },
    onAccepted(connection, name) {
      if (connection === sockets.current()) streams.get(name)?.up(connection.frontier);
    },
    onRefused(connection, name, error) {
      counts.refused++;
      const followed = streams.get(name);
      if (followed === undefined) return;
      hub.trouble.failed('refused', `the exchange does not accept ${name}: ${error}`);
      if (connection !== sockets.current()) return;
      followed.refuse(error);
      renewLater(followed, hub);
      changedAt = Number.NEGATIVE_INFINITY;
    },
    onUnreadable() {
      for (const followed of streams.values()) followed.doubt();
    },
    onLost(end) {
      const lost = [...streams.values()].filter((followed) => followed.isUp()).length;
      hub.trouble.failed(end.cause, `${lost} of ${streams.size} went down: ${end.message}`);
      for (const followed of streams.values()) followed.down(end.message);
      forgetRenewals();
      for (const followed of streams.values()) upIfAccepted(followed);
    },
    onTakenOver() {
      for (const followed of streams.values()) {
        if (!upIfAccepted(followed)) followed.down('the socket that has taken over does not carry it');
      }
      forgetRenewals();
      changedAt = Number.NEGATIVE_INFINITY;
    },
  });

  /** Asks for what is missing, and ends what nobody wants any more. */
  function carry(): void {
    const heartbeats = protocol.heartbeatsOf(route, hub.heartbeatSymbols());
    const isGathering = changedAt === null || hub.clock.monotonic() - changedAt < hub.timing.gatherMs;
    if (isGathering && heartbeats.every((stream) => wanted.has(stream))) return;
    changedAt = null;
    const asked = [...streams.values()].filter(({ refusal }) => refusal === null);
    // Heartbeats first: they tell soon that the socket lives.
    wanted = new Set([...heartbeats, ...asked.map(({ name }) => name)]);
    for (const connection of sockets.all()) connection.carry(wanted);
    // One that was left and is followed again is carried still.
    for (const followed of asked) if (!followed.isUp() && !followed.isMuted) upIfAccepted(followed);
  }

  function upIfAccepted(followed: Followed): boolean {
    const current = sockets.current();
    if (current === null || !current.isAccepted(followed.name)) return false;
    followed.up(current.frontier);
    return true;
  }

  /** What was asked for by itself is asked for with all others now. */
  function forgetRenewals(): void {
    for (const followed of streams.values()) {
      if (followed.refusal !== null) continue;
      followed.renewAt = null;
      followed.isMuted = false;
    }
  }

  return {
    route,
    streams,
    changed() {
      changedAt ??= hub.clock.monotonic();
    },
    look(passedMs) {
      carry();
      sockets.look(streams.size > 0, passedMs);
      lookAfter(streams, sockets.current(), passedMs, hub);
    },
    isLive() {
      const current = sockets.current();
      return current?.isOpen() === true && current.heardAt() !== null;
    },
    rotation: sockets.rotation,
    report: sockets.report,
    close() {
      sockets.close();
      for (const followed of streams.values()) followed.end();
    },
  };
}
