import { openStream, type StreamOptions } from '../../../exchanges/stream.ts';
import type { EndCause, StreamEnd } from '../../../exchanges/streamEnd.ts';
import type { ExchangeClock } from '../../../store/market/clock.ts';
import type { Followed } from '../followed.ts';
import type { HubCounts } from '../hubReport.ts';
import { createFrontier } from './frontier.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

/** One socket with the streams that were asked for over it. */
export interface Connection extends Pick<Subscriptions, 'isAccepted' | 'spoke' | 'isSettled' | 'carry' | 'renew'> {
  /** Monotonic ms at which it was begun. */
  readonly begunAt: number;
  isOpen(): boolean;
  /** Monotonic ms at which its first event came; null: none has. */
  heardAt(): number | null;
  /** Exchange-clock ms of its newest event. */
  frontier(): number | null;
  /** So much time has passed, ms. */
  look(passedMs: number): void;
  streams(): number;
  frames(): number;
  quietMs(): number;
  /** Ends it as if it had ended by itself. */
  end(cause: EndCause, message: string): void;
  close(): void;
}

export interface ConnectionHandlers {
  onOpen(connection: Connection): void;
  onEvent(connection: Connection, followed: Followed, data: unknown, asOf: number): void;
  onFirstEvent(): void;
  onAccepted(connection: Connection, stream: string): void;
  onRefused(connection: Connection, stream: string, error: string): void;
  onShutdown(connection: Connection): void;
  onEnd(connection: Connection, end: StreamEnd): void;
  onBadFrame(why: string): void;
  onDefect(error: unknown): void;
}

export interface ConnectionOptions extends StreamOptions {
  readonly clock: Pick<ExchangeClock, 'nowOrWall' | 'uncertainty'>;
  readonly followedOf: (stream: string) => Followed | undefined;
  readonly counts: HubCounts;
  /** One whose events tell no time is ended after this, ms. */
  readonly timelessMs: number;
}

/** Events without a time that wait for the first one with a time: more never come before that. */
const MOST_HELD = 20_000;

export function createConnection(options: ConnectionOptions, handlers: ConnectionHandlers): Connection {
  const { protocol, monotonic, followedOf, counts } = options;
  const begunAt = monotonic();
  const frontier = createFrontier(options.clock);
  /** Events that came before any time did: nobody could tell as of when they are. */
  let held: [followed: Followed, data: unknown][] = [];
  let isOpen = false;
  let timelessMs = 0;
  let heardAt: number | null = null;

  function hold(followed: Followed, data: unknown): void {
    held.push([followed, data]);
    if (held.length > MOST_HELD) connection.end('unreadable', `${held.length} events have come, and none tells a time`);
  }

  function release(asOf: number): void {
    const before = held;
    held = [];
    for (const [followed, data] of before) handlers.onEvent(connection, followed, data, asOf);
  }

  function over(end: StreamEnd): void {
    isOpen = false;
    held = [];
    handlers.onEnd(connection, end);
  }

  const socket = openStream(options, {
    onOpen() {
      isOpen = true;
      handlers.onOpen(connection);
    },
    onEvent(stream, data, time) {
      const followed = followedOf(stream);
      if (followed === undefined && !subscriptions.has(stream)) {
        counts.unknown++;
        return;
      }
      if (!frontier.reach(time)) counts.wrongTimes++;
      if (heardAt === null) {
        heardAt = monotonic();
        handlers.onFirstEvent();
      }
      const asOf = frontier.at();
      if (asOf !== null && held.length > 0) release(asOf);
      if (followed === undefined) {
        // A heartbeat.
        subscriptions.spoke(stream);
        return;
      }
      if (asOf === null) hold(followed, data);
      else handlers.onEvent(connection, followed, data, asOf);
    },
    onReply(method, streams, error) {
      if (method === 'subscribe') subscriptions.answered(streams, error);
    },
    isTicking: () => subscriptions.isAnyAccepted(protocol.isTicking),
    onShutdown: () => handlers.onShutdown(connection),
    onEnd: over,
    onBadFrame: handlers.onBadFrame,
    onDefect: handlers.onDefect,
  });

  const subscriptions = createSubscriptions(socket.request, {
    onAccepted: (stream) => handlers.onAccepted(connection, stream),
    onRefused: (stream, error) => handlers.onRefused(connection, stream, error),
  });

  const connection: Connection = {
    begunAt,
    isOpen: () => isOpen,
    heardAt: () => heardAt,
    frontier: frontier.at,
    isAccepted: subscriptions.isAccepted,
    spoke: subscriptions.spoke,
    isSettled: () => isOpen && subscriptions.isSettled(),
    carry(wanted) {
      if (isOpen) subscriptions.carry(wanted);
    },
    renew(stream) {
      if (isOpen) subscriptions.renew(stream);
    },
    look(passedMs) {
      // Before the first event there is none that tells no time: where no stream ticks it may be long in coming.
      if (!isOpen || heardAt === null || frontier.at() !== null) return;
      timelessMs += passedMs;
      if (timelessMs > options.timelessMs) connection.end('unreadable', 'no event has told a time');
    },
    streams: subscriptions.size,
    frames: socket.frames,
    quietMs: socket.quietMs,
    end(cause, message) {
      socket.close();
      over({ cause, message });
    },
    close() {
      isOpen = false;
      socket.close();
    },
  };
  return connection;
}
