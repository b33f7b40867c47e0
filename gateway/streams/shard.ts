import type { StreamEnd } from '../../exchanges/streamEnd.ts';
import { type Connection, type ConnectionHandlers, createConnection } from './connection.ts';
import type { Followed } from './followed.ts';
import type { HubContext } from './hubContext.ts';
import type { SocketReport } from './hubReport.ts';
import { delayMs, ROTATION_JITTER } from './hubTiming.ts';
import { createRate } from './rate.ts';
import { lookAfter, renewLater } from './renewing.ts';

/**
 * Streams that share a socket. What there is of sockets:
 *
 * - **none**      another one is begun as soon as it may be (`nextAt`, and the account of attempts)
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
  /** Its socket is about to end, and nothing takes its place yet: `now`, the exchange has said so; `soon`, its life is nearly over. */
  wantsRotation(): 'now' | 'soon' | null;
  rotate(): void;
  isRotating(): boolean;
  report(): SocketReport;
  close(): void;
}

export function createShard(route: string, hub: HubContext): Shard {
  const { protocol, clock, counts, timing, random } = hub;
  const streams = new Map<string, Followed>();
  const rate = createRate();
  let current: Connection | null = null;
  let next: Connection | null = null;
  let wanted: ReadonlySet<string> = new Set();
  let isChanged = true;
  let isAsking = false;
  let isClosed = false;
  let isToRotate = false;
  let isTold = false;
  let rotateAt = Number.POSITIVE_INFINITY;
  let nextAt = 0;
  /** Sockets in a row that brought nothing, and that ended soon. */
  let failures = 0;
  let shortLives = 0;
  /** The frontier of the next socket when all its streams were accepted, and the one that the current socket has to reach. */
  let settledAt: number | null | undefined;
  let takeOverAt: number | null = null;

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
      failures = 0;
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
      if (connection === current && next === null) isTold = true;
    },
    onEnd: ended,
    onBadFrame: hub.onBadFrame,
    onDefect: hub.onDefect,
  };

  /** Another socket is the current one. */
  function setRotation(): void {
    isToRotate = false;
    isTold = false;
    const begunAt = current?.begunAt ?? clock.monotonic();
    rotateAt = begunAt + protocol.rotateAfterMs * (1 - ROTATION_JITTER * random());
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
        url: protocol.urlOf(hub.options.baseUrl, route),
        monotonic: clock.monotonic,
        now: clock.nowOrWall,
        followedOf: (name) => streams.get(name),
      },
      handlers,
    );
    counts.opened++;
    if (current === null) {
      current = connection;
      setRotation();
    } else {
      next = connection;
      settledAt = undefined;
      takeOverAt = null;
    }
  }

  async function open(): Promise<void> {
    isAsking = true;
    try {
      const permission = await hub.ask(current !== null);
      if (isClosed) return;
      if (permission.why === null) begin();
      else nextAt = clock.monotonic() + permission.waitMs * (0.5 + random() / 2);
    } catch (error) {
      hub.onDefect(error);
      nextAt = clock.monotonic() + timing.retryCapMs;
    } finally {
      isAsking = false;
    }
  }

  /** When another one may be begun after one that has ended. */
  function retryAt(connection: Connection, { error }: StreamEnd): void {
    const now = clock.monotonic();
    const heardAt = connection.heardAt();
    if (heardAt === null) {
      failures++;
      hub.failed(error?.retryAfterMs ?? 0);
      nextAt = now + delayMs(failures, timing.retryBaseMs, timing.retryCapMs, random);
    } else {
      shortLives = now - heardAt < timing.stableMs ? shortLives + 1 : 0;
      const base = timing.retryBaseMs;
      nextAt = now + (shortLives === 0 ? base * random() : delayMs(shortLives, base, timing.unstableCapMs, random));
    }
  }

  function ended(connection: Connection, end: StreamEnd): void {
    if (connection !== current && connection !== next) return;
    hub.onEnded(end);
    retryAt(connection, end);
    if (connection === next) {
      next = null;
      return;
    }
    if (hasTakenOver()) takeOver();
    else lose(end);
  }

  /** The current socket is gone, and no other one has taken over. */
  function lose(end: StreamEnd): void {
    const lost = [...streams.values()].filter((followed) => followed.isUp()).length;
    hub.trouble.failed(end.cause, `${lost} down: ${end.message}`);
    current = next;
    next = null;
    setRotation();
    for (const followed of streams.values()) followed.down(end.message);
    forgetRenewals();
    for (const followed of streams.values()) {
      if (current?.isAccepted(followed.name)) followed.up(current.frontier);
    }
  }

  /** Whether the current socket has brought all that came before the next one's streams. */
  function hasTakenOver(): boolean {
    if (next === null || !next.isSettled()) return false;
    const frontier = next.frontier();
    if (settledAt === undefined) settledAt = frontier;
    if (takeOverAt === null && frontier !== null && frontier > (settledAt ?? 0)) takeOverAt = frontier;
    return takeOverAt !== null && (current?.frontier() ?? 0) >= takeOverAt;
  }

  function takeOver(): void {
    current?.close();
    current = next;
    next = null;
    counts.rotated++;
    setRotation();
    for (const followed of streams.values()) {
      if (current?.isAccepted(followed.name)) followed.up(current.frontier);
      else followed.down('the socket that has taken over does not carry it');
    }
    forgetRenewals();
    isChanged = true;
  }

  function lookAtNext(now: number): void {
    if (next === null) return;
    if (hasTakenOver()) takeOver();
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
      for (const connection of [current, next]) {
        if (connection === null || !connection.isOpen() || connection.frontier() !== null) continue;
        if (now - connection.begunAt > timing.timelessMs) connection.end('unreadable', 'no event has told a time');
      }
      lookAtNext(now);
      lookAfter(streams, current, passedMs, hub);
      if (current !== null) rate.look(now, current.frames());
      const isDue = current === null || (isToRotate && next === null);
      if (isDue && !isAsking && streams.size > 0 && now >= nextAt) void open();
    },

    isLive: () => (current?.isOpen() ?? false) && current?.heardAt() !== null,
    wantsRotation() {
      if (current === null || isToRotate) return null;
      if (isTold) return 'now';
      return clock.monotonic() >= rotateAt ? 'soon' : null;
    },
    rotate() {
      isToRotate = true;
      nextAt = clock.monotonic();
    },
    isRotating: () => isToRotate && current !== null,

    report() {
      const now = clock.monotonic();
      const state = current === null ? 'waiting' : !current.isOpen() ? 'opening' : next === null ? 'open' : 'replaced';
      return {
        route,
        state,
        ageMs: current === null ? 0 : Math.round(now - current.begunAt),
        streams: current?.streams() ?? 0,
        perSecond: current === null ? 0 : rate.perSecond(),
        quietMs: Math.round(current?.quietMs() ?? 0),
        rotatesInMs: current === null ? 0 : Math.max(0, Math.round(rotateAt - now)),
      };
    },

    close() {
      isClosed = true;
      const open = [current, next];
      current = null;
      next = null;
      for (const connection of open) connection?.close();
      for (const followed of streams.values()) followed.down('the hub is closed');
    },
  };
}
