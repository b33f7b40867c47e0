import type { StreamEnd } from '../../../exchanges/streamEnd.ts';
import type { SocketReport } from '../../../store/reports/streamReports.ts';
import type { Followed } from '../followed.ts';
import type { HubContext } from '../hubContext.ts';
import { createRate } from '../rate.ts';
import type { Connection, ConnectionHandlers, ConnectionOptions } from './connection.ts';
import { createDoubling } from './doubling.ts';
import { createOpening } from './opening.ts';
import { createRotation, type Rotation } from './rotation.ts';
import { createTakingOver, type TakingOver } from './takingOver.ts';

/**
 * The sockets of a shard:
 *
 * - **none**              another one is begun as soon as it may be (opening.ts)
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
  const { clock, timing, counts } = hub;
  const rate = createRate();
  const rotation = createRotation(hub);
  const doubling = createDoubling();
  /** Those that the exchange is about to close. */
  const told = new WeakSet<Connection>();
  let current: Connection | null = null;
  let next: TakingOver | null = null;

  const handlers: ConnectionHandlers = {
    ...own,
    onEvent(connection, followed, data, asOf) {
      if (connection === next?.connection) next.hold({ followed, data, asOf });
      else own.onEvent(connection, followed, data, asOf, doubling.mayBeDouble(connection));
    },
    onFirstEvent() {
      opening.heard();
      hub.succeeded(route);
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

  const opening = createOpening(hub, {
    ...{ route, handlers, followedOf: own.followedOf },
    onBegun(connection) {
      if (current === null) setCurrent(connection);
      else next = createTakingOver(connection);
    },
  });

  function setCurrent(connection: Connection | null): void {
    current = connection;
    rotation.restart(connection?.begunAt ?? clock.monotonic());
    if (connection !== null && told.has(connection)) rotation.told();
  }

  function ended(connection: Connection, end: StreamEnd): void {
    if (connection !== current && connection !== next?.connection) return;
    hub.onEnded(end);
    opening.ended(connection, end);
    if (connection !== current) next = null;
    else if (next?.isReady(current) === true) takeOver(current);
    else replace(current, () => own.onLost(end));
  }

  function takeOver(before: Connection): void {
    before.close();
    counts.rotated++;
    replace(before, own.onTakenOver);
  }

  /** The next one, if there is one, is the current one now. @param tell says so, before what it has brought is told */
  function replace(before: Connection, tell: () => void): void {
    const after = next;
    doubling.left(before);
    next = null;
    setCurrent(after?.connection ?? null);
    tell();
    for (const { followed, data, asOf } of after?.held() ?? []) {
      // Who is told may end it.
      if (current !== null) own.onEvent(current, followed, data, asOf, true);
    }
  }

  function lookAtNext(now: number): void {
    if (next === null || current === null) return;
    if (next.isReady(current)) takeOver(current);
    else if (now - next.connection.begunAt > timing.takeOverMs)
      next.connection.end('timeout', 'a socket that was to take over was not ready');
  }

  const all = () => [current, next?.connection ?? null].filter((connection) => connection !== null);

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
      if (isWanted && isDue) opening.want(current !== null);
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
      opening.close();
      const open = all();
      current = null;
      next = null;
      for (const connection of open) connection.close();
    },
  };
}
