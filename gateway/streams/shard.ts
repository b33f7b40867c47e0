import type { StreamEnd } from '../../exchanges/streamEnd.ts';
import { type Connection, type ConnectionHandlers, createConnection } from './connection.ts';
import type { Followed } from './followed.ts';
import type { HubContext } from './hubContext.ts';
import type { SocketReport } from './hubReport.ts';
import { createRate } from './rate.ts';
import { lookAfter, renewLater } from './renewing.ts';
import { createRetrying } from './retrying.ts';
import { createRotation, type Rotation } from './rotation.ts';
import { createTakingOver } from './takingOver.ts';

/**
 * Streams that share a socket. What there is of sockets:
 *
 * - **none**      another one is begun as soon as it may be (retrying.ts, and the account of attempts)
 * - **current**   it carries the streams: as of its frontier
 * - **current and next**  the next one takes over as soon as all streams are accepted on it, it has brought an event after that, and the current
 *                 one has come as far as that event: then nothing is lost. Until then both deliver. The current one that ends before leaves
 *                 its streams down, and its place to the next one.
 */
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
  const { protocol, clock, counts, timing, random } = hub;
  const streams = new Map<string, Followed>();
  const rate = createRate();
  const retrying = createRetrying(hub);
  const rotation = createRotation(hub);
  let current: Connection | null = null;
  let next: Connection | null = null;
  let wanted: ReadonlySet<string> = new Set();
  let isChanged = true;
  /** Sockets that the exchange is about to close. */
  const told = new WeakSet<Connection>();
  let isAsking = false;
  let isClosed = false;
  let takingOver: ReturnType<typeof createTakingOver> | null = null;

  function follow(): void {
    const heartbeats = protocol.heartbeatsOf(route, hub.heartbeatSymbols());
    const isSame = !isChanged && heartbeats.every((stream) => wanted.has(stream));
    if (isSame) return;
    isChanged = false;
    const asked = [...streams.values()].filter(({ refusal }) => refusal === null);
    // Heartbeats first: they tell soon that the socket lives.
    wanted = new Set([...heartbeats, ...asked.map(({ name }) => name)]);
    current?.carry(wanted);
    next?.carry(wanted);
    // One that was left and is followed again is carried still.
    for (const followed of asked) if (!followed.isUp() && !followed.isMuted) upIfAccepted(followed);
  }

  function upIfAccepted(followed: Followed): boolean {
    const isAccepted = current?.isAccepted(followed.name) === true;
    if (isAccepted && current !== null) followed.up(current.frontier);
    return isAccepted;
  }

  const handlers: ConnectionHandlers = {
    onOpen: (connection) => connection.carry(wanted),
    onEvent(connection, followed, data, asOf) {
      if (followed.isMuted) return;
      if (!followed.isUp()) {
        if (connection !== current) return;
        connection.spoke(followed.name);
        followed.up(connection.frontier);
      }
      followed.deliver(data, asOf);
    },
    onFirstEvent() {
      retrying.heard();
      hub.succeeded();
    },
    onAccepted(connection, name) {
      if (connection === current) streams.get(name)?.up(connection.frontier);
    },
    onRefused(connection, name, error) {
      counts.refused++;
      const followed = streams.get(name);
      if (followed === undefined) return;
      hub.trouble.failed('refused', `the exchange does not accept ${name}: ${error}`);
      if (connection !== current) return;
      followed.refusal = error;
      followed.down(error);
      renewLater(followed, hub);
      isChanged = true;
    },
    onShutdown(connection) {
      told.add(connection);
      if (connection === current) rotation.told();
    },
    onEnd: ended,
    onBadFrame: hub.onBadFrame,
    onDefect: hub.onDefect,
  };

  /** Another socket is the current one, or none. */
  function setCurrent(connection: Connection | null): void {
    current = connection;
    rotation.restart(connection?.begunAt ?? clock.monotonic());
    if (connection !== null && told.has(connection)) rotation.told();
  }

  /** What was asked for by itself is asked for with all others now. */
  function forgetRenewals(): void {
    for (const followed of streams.values()) {
      if (followed.refusal !== null) continue;
      followed.renewAt = null;
      followed.isMuted = false;
    }
  }

  function begin(): void {
    const connection = createConnection(
      {
        ...hub.options,
        protocol,
        clock,
        counts,
        timelessMs: timing.timelessMs,
        url: protocol.urlOf(hub.options.baseUrl, route),
        monotonic: clock.monotonic,
        now: clock.nowOrWall,
        followedOf: (name) => streams.get(name),
      },
      handlers,
    );
    counts.opened++;
    if (current === null) {
      setCurrent(connection);
    } else {
      next = connection;
      takingOver = createTakingOver(connection);
    }
  }

  async function open(): Promise<void> {
    isAsking = true;
    try {
      const permission = await hub.ask(current !== null);
      if (isClosed) return;
      if (permission.why === null) begin();
      else retrying.postpone(permission.waitMs * (0.5 + random() / 2));
    } catch (error) {
      hub.onDefect(error);
      retrying.postpone(timing.retryCapMs);
    } finally {
      isAsking = false;
    }
  }

  function ended(connection: Connection, end: StreamEnd): void {
    if (connection !== current && connection !== next) return;
    hub.onEnded(end);
    retrying.ended(connection, end);
    if (connection === next) {
      next = null;
      return;
    }
    if (isTakenOver()) takeOver();
    else lose(end);
  }

  /** The current socket is gone, and no other one has taken over. */
  function lose(end: StreamEnd): void {
    const lost = [...streams.values()].filter((followed) => followed.isUp()).length;
    hub.trouble.failed(end.cause, `${lost} of ${streams.size} went down: ${end.message}`);
    setCurrent(next);
    next = null;
    for (const followed of streams.values()) followed.down(end.message);
    forgetRenewals();
    for (const followed of streams.values()) upIfAccepted(followed);
  }

  const isTakenOver = () => next !== null && takingOver?.isReady(current) === true;

  function takeOver(): void {
    current?.close();
    setCurrent(next);
    next = null;
    counts.rotated++;
    for (const followed of streams.values()) {
      if (!upIfAccepted(followed)) followed.down('the socket that has taken over does not carry it');
    }
    forgetRenewals();
    isChanged = true;
  }

  function lookAtNext(now: number): void {
    if (next === null) return;
    if (isTakenOver()) takeOver();
    else if (now - next.begunAt > timing.takeOverMs)
      next.end('timeout', 'a socket that was to take over was not ready');
  }

  return {
    route,
    streams,
    changed() {
      isChanged = true;
    },

    look(passedMs) {
      const now = clock.monotonic();
      follow();
      for (const connection of [current, next]) connection?.look(passedMs);
      lookAtNext(now);
      lookAfter(streams, current, passedMs, hub);
      if (current !== null) rate.look(now, current.frames());
      const isDue = current === null || (rotation.isBegun() && next === null);
      if (isDue && !isAsking && streams.size > 0 && retrying.isDue(now)) void open();
    },

    isLive: () => (current?.isOpen() ?? false) && current?.heardAt() !== null,
    rotation: () => (current === null ? null : rotation),

    report() {
      const left = { route, rotatesInMs: rotation.leftMs(), perSecond: rate.perSecond() };
      if (current === null) return { ...left, state: 'waiting', ageMs: 0, streams: 0, quietMs: 0, perSecond: 0 };
      return {
        ...left,
        state: !current.isOpen() ? 'opening' : next === null ? 'open' : 'replaced',
        ageMs: Math.round(clock.monotonic() - current.begunAt),
        streams: current.streams(),
        quietMs: Math.round(current.quietMs()),
      };
    },

    close() {
      isClosed = true;
      const open = [current, next];
      current = null;
      next = null;
      for (const connection of open) connection?.close();
      for (const followed of streams.values()) followed.end();
    },
  };
}
