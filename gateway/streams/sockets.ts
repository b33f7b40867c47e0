import type { StreamEnd } from '../../exchanges/streamEnd.ts';
import type { SocketReport } from '../../store/streamReports.ts';
import { type Connection, type ConnectionHandlers, type ConnectionOptions, createConnection } from './connection.ts';
import { createDoubling } from './doubling.ts';
import type { Followed } from './followed.ts';
import type { HubContext } from './hubContext.ts';
import { createRate } from './rate.ts';
import { createRetrying } from './retrying.ts';
import { createRotation, type Rotation } from './rotation.ts';
import { createTakingOver, type TakingOver } from './takingOver.ts';

/**
 * The sockets of a shard:
 *
 * - **none**              another one is begun as soon as it may be (retrying.ts, and the account of attempts)
 * - **current**           it carries the streams: as of its frontier
 * - **current and next**  the next one takes over as soon as nothing can be lost by that; what it brings until then waits (takingOver.ts). Where
 *                         the current one ends before, it leaves its place to the next one, and its streams are down.
 */
export interface Sockets {
  current(): Connection | null;
  /** Those that there are. */
  all(): readonly Connection[];
  /** When the current one has to give its place to another one. Null: there is none. */
  rotation(): Rotation | null;
  /** @param isWanted whether there should be one @param passedMs in which this process has run */
  look(isWanted: boolean, passedMs: number): void;
  report(): SocketReport;
  close(): void;
}

export interface SocketsHandlers
  extends Pick<ConnectionHandlers, 'onOpen' | 'onAccepted' | 'onRefused'>,
    Pick<ConnectionOptions, 'followedOf'> {
  /** The current one has brought an event. @param mayBeDouble one before it may have brought it, too */
  onEvent(connection: Connection, followed: Followed, data: unknown, asOf: number, mayBeDouble: boolean): void;
  /** The current one has ended, and what comes now does not go on from it. */
  onLost(end: StreamEnd): void;
  /** Something has come that cannot be read. */
  onUnreadable(): void;
  /** Another one has taken over, and nothing was lost. */
  onTakenOver(): void;
}

export function createSockets(route: string, hub: HubContext, own: SocketsHandlers): Sockets {
  const { protocol, clock, timing, counts, random } = hub;
  const rate = createRate();
  const retrying = createRetrying(hub);
  const rotation = createRotation(hub);
  /** Those that the exchange is about to close. */
  const told = new WeakSet<Connection>();
  let current: Connection | null = null;
  let next: Connection | null = null;
  let takingOver: TakingOver | null = null;
  const doubling = createDoubling();
  let isAsking = false;
  let isClosed = false;

  function setCurrent(connection: Connection | null): void {
    current = connection;
    rotation.restart(connection?.begunAt ?? clock.monotonic());
    if (connection !== null && told.has(connection)) rotation.told();
  }

  const handlers: ConnectionHandlers = {
    ...own,
    onEvent(connection, followed, data, asOf) {
      if (connection === next) takingOver?.hold({ followed, data, asOf });
      else own.onEvent(connection, followed, data, asOf, doubling.mayBeDouble(connection));
    },
    onFirstEvent() {
      retrying.heard();
      hub.succeeded();
    },
    onShutdown(connection) {
      told.add(connection);
      if (connection === current) rotation.told();
    },
    onEnd: ended,
    onBadFrame(why) {
      hub.onBadFrame(why);
      own.onUnreadable();
    },
    onDefect: hub.onDefect,
  };

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
        followedOf: own.followedOf,
      },
      handlers,
    );
    counts.opened++;
    if (current === null) setCurrent(connection);
    else {
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
      takingOver = null;
    } else if (isTakenOver()) {
      takeOver();
    } else {
      replace(connection);
      own.onLost(end);
      tellHeld();
    }
  }

  /** The next one, if there is one, is the current one now. */
  function replace(before: Connection): void {
    doubling.left(before);
    setCurrent(next);
    next = null;
  }

  function tellHeld(): void {
    const held = takingOver?.take() ?? [];
    takingOver = null;
    for (const { followed, data, asOf } of held) {
      // Who is told may end it.
      if (current !== null) own.onEvent(current, followed, data, asOf, true);
    }
  }

  const isTakenOver = () => next !== null && takingOver?.isReady(current) === true;

  function takeOver(): void {
    const before = current;
    if (before === null) return;
    before.close();
    replace(before);
    counts.rotated++;
    own.onTakenOver();
    tellHeld();
  }

  function lookAtNext(now: number): void {
    if (next === null) return;
    if (isTakenOver()) takeOver();
    else if (now - next.begunAt > timing.takeOverMs)
      next.end('timeout', 'a socket that was to take over was not ready');
  }

  const all = () => [current, next].filter((connection) => connection !== null);

  return {
    all,
    current: () => current,
    rotation: () => (current === null ? null : rotation),

    look(isWanted, passedMs) {
      const now = clock.monotonic();
      for (const connection of all()) connection.look(passedMs);
      lookAtNext(now);
      if (current !== null) rate.look(now, current.frames());
      const isDue = current === null || (rotation.isBegun() && next === null);
      if (isWanted && isDue && !isAsking && retrying.isDue(now)) void open();
    },

    report() {
      if (current === null) {
        return { route, state: 'waiting', ageMs: 0, streams: 0, perSecond: 0, quietMs: 0, rotatesInMs: 0 };
      }
      return {
        route,
        state: !current.isOpen() ? 'opening' : next === null ? 'open' : 'replaced',
        ageMs: Math.round(clock.monotonic() - current.begunAt),
        streams: current.streams(),
        perSecond: rate.perSecond(),
        quietMs: Math.round(current.quietMs()),
        rotatesInMs: rotation.leftMs(),
      };
    },

    close() {
      isClosed = true;
      const open = all();
      current = null;
      next = null;
      for (const connection of open) connection.close();
    },
  };
}
