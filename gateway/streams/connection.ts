import { openStream, type StreamOptions } from '../../exchanges/stream.ts';
import type { EndCause, StreamEnd } from '../../exchanges/streamEnd.ts';
import type { ExchangeClock } from '../../store/clock.ts';
import type { Followed } from './followed.ts';
import { createFrontier } from './frontier.ts';
import type { HubCounts } from './hubReport.ts';

/** One socket with the streams that were asked for over it. */
export interface Connection {
  /** Monotonic ms at which it was begun. */
  readonly begunAt: number;
  isOpen(): boolean;
  /** Monotonic ms at which its first event came; null: none has. */
  heardAt(): number | null;
  /** Exchange-clock ms of its newest event. */
  frontier(): number | null;
  isAccepted(stream: string): boolean;
  /** It has spoken: that is more than to be accepted. */
  spoke(stream: string): void;
  /** All that was asked for is answered. */
  isSettled(): boolean;
  /** Asks for what is missing of these, and ends what is not among them. */
  carry(wanted: ReadonlySet<string>): void;
  /** Ends a stream and asks for it anew, alone. */
  renew(stream: string): void;
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
  /** Streams that were asked for, and whether the exchange has accepted them. */
  const asked = new Map<string, boolean>();
  const frontier = createFrontier(options.clock);
  /** Events that came before any time did: nobody could tell as of when they are. */
  let held: [followed: Followed, data: unknown][] = [];
  let isOpen = false;
  let timelessMs = 0;
  let heardAt: number | null = null;
  /** Requests by stream that are not answered: one that is asked for anew has two. */
  let unanswered = 0;

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

  function subscribe(streams: readonly string[]): void {
    for (const stream of streams) asked.set(stream, false);
    unanswered += streams.length;
    socket.request('subscribe', streams);
  }

  function accepted(streams: readonly string[]): void {
    for (const stream of streams) {
      if (!asked.has(stream)) continue;
      asked.set(stream, true);
      handlers.onAccepted(connection, stream);
    }
  }

  /** One name that the exchange refuses must not keep the others out: halves find it. */
  function refused(streams: readonly string[], error: string): void {
    const left = streams.filter((stream) => asked.get(stream) === false);
    const [only] = left;
    if (left.length > 1) {
      const middle = Math.ceil(left.length / 2);
      subscribe(left.slice(0, middle));
      subscribe(left.slice(middle));
    } else if (only !== undefined) {
      asked.delete(only);
      handlers.onRefused(connection, only, error);
    }
  }

  const socket = openStream(options, {
    onOpen() {
      isOpen = true;
      handlers.onOpen(connection);
    },
    onEvent(stream, data, time) {
      const followed = followedOf(stream);
      if (followed === undefined && !asked.has(stream)) {
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
        asked.set(stream, true);
        return;
      }
      if (asOf === null) hold(followed, data);
      else handlers.onEvent(connection, followed, data, asOf);
    },
    onReply(method, streams, error) {
      if (method === 'unsubscribe') return;
      unanswered -= streams.length;
      if (error === null) accepted(streams);
      else refused(streams, error);
    },
    isTicking() {
      for (const [stream, isAccepted] of asked) if (isAccepted && protocol.isTicking(stream)) return true;
      return false;
    },
    onShutdown: () => handlers.onShutdown(connection),
    onEnd: over,
    onBadFrame: handlers.onBadFrame,
    onDefect: handlers.onDefect,
  });

  const connection: Connection = {
    begunAt,
    isOpen: () => isOpen,
    heardAt: () => heardAt,
    frontier: frontier.at,
    isAccepted: (stream) => asked.get(stream) === true,
    spoke: (stream) => asked.set(stream, true),
    isSettled: () => isOpen && unanswered === 0,
    carry(wanted) {
      if (!isOpen) return;
      const over = [...asked.keys()].filter((stream) => !wanted.has(stream));
      for (const stream of over) asked.delete(stream);
      socket.request('unsubscribe', over);
      subscribe([...wanted].filter((stream) => !asked.has(stream)));
    },
    renew(stream) {
      if (!isOpen) return;
      if (asked.delete(stream)) socket.request('unsubscribe', [stream]);
      subscribe([stream]);
    },
    look(passedMs) {
      if (!isOpen || frontier.at() !== null) return;
      timelessMs += passedMs;
      if (timelessMs > options.timelessMs) connection.end('unreadable', 'no event has told a time');
    },
    streams: () => asked.size,
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
