import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Publication, TimeUnit, Wrapping } from './publication.ts';
import { answerRequest, type Subscriptions } from './requests.ts';
import type { Route } from './route.ts';
import type { StreamCounts } from './streamStats.ts';

/** How sockets of a market are treated. */
export interface ConnectionRules {
  /** Messages that a client may send in a second. */
  readonly messagesPerSecond: number;
  /** A request for more streams than a socket may have is refused, or ends the socket. */
  readonly endsWhenFull: boolean;
  /** A ping so often, and an answer to it within that time, ms. */
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  /** Age at which a socket is closed, ms, as it stands now. */
  lifetimeMs(): number;
  monotonic(): number;
}

/** Who follows and leaves streams on behalf of a socket. */
export interface Following {
  follow(connection: Connection, name: string): void;
  leave(connection: Connection, name: string): void;
  /** Nothing is sent on this socket now, answers included. */
  isSilent(connection: Connection): boolean;
  closed(connection: Connection): void;
}

export interface Connection {
  readonly route: Route;
  readonly names: ReadonlySet<string>;
  /** Sends an event in the form that the socket has asked for. */
  publish(publication: Publication): void;
  /** Sends something else. */
  send(bytes: Buffer, isBinary?: boolean): void;
  isCombined(): boolean;
  subscribe(names: readonly string[]): void;
  close(code: number, reason: string): void;
  /** Breaks the connection without a word. */
  reset(): void;
  /** Does nothing any more: neither sends nor answers nor pings, and stays open. */
  freeze(): void;
  /** Pings, and closes what is too old or does not answer. */
  look(): void;
  /** Holds back what is sent meanwhile, so that it goes out at once. */
  gather(): void;
  release(): void;
}

/** A client that does not read is cut off when so much waits for it (bytes). */
const MOST_UNREAD = 64 * 1024 * 1024;

/** One client's socket: what it follows, its requests, and the limits that hold for it. */
export function createConnection(
  webSocket: WebSocket,
  socket: Socket,
  form: { readonly route: Route; readonly wrapping: Wrapping; readonly unit: TimeUnit },
  following: Following,
  rules: ConnectionRules,
  counts: StreamCounts,
): Connection {
  const openedAt = rules.monotonic();
  const names = new Set<string>();
  let { wrapping } = form;
  let isFrozen = false;
  let pingAt = openedAt + rules.pingEveryMs;
  /** Pings that have not been answered, and when they were sent. */
  const unanswered = new Map<string, number>();
  let recent: number[] = [];

  const close = (code: number, reason: string): void => {
    if (!isFrozen) webSocket.close(code, reason);
  };

  /** Counts what the client sends. Returns false when it is too much. */
  const isAllowed = (): boolean => {
    counts.received += 1;
    const now = rules.monotonic();
    recent = [...recent.filter((time) => time > now - 1000), now];
    if (recent.length <= rules.messagesPerSecond) return true;
    counts.tooFast += 1;
    close(1008, 'Too many requests');
    return false;
  };

  const connection: Connection = {
    route: form.route,
    names,
    isCombined: () => wrapping === 'combined',
    publish: (publication) => connection.send(publication.bytes(wrapping, form.unit)),
    send(bytes, isBinary = false) {
      if (isFrozen || webSocket.readyState !== webSocket.OPEN) return;
      if (webSocket.bufferedAmount > MOST_UNREAD) {
        counts.unread += 1;
        webSocket.terminate();
        return;
      }
      counts.sent += 1;
      webSocket.send(bytes, { binary: isBinary });
    },
    subscribe(added) {
      for (const name of added) {
        if (!names.has(name)) counts.subscriptions += 1;
        names.add(name);
        following.follow(connection, name);
      }
    },
    close,
    reset: () => socket.resetAndDestroy(),
    freeze() {
      isFrozen = true;
      socket.removeAllListeners('data');
      socket.resume();
    },
    look() {
      if (isFrozen || webSocket.readyState !== webSocket.OPEN) return;
      const now = rules.monotonic();
      if (now - openedAt >= rules.lifetimeMs()) return close(1001, 'The connection has reached its age');
      const [oldest = now] = unanswered.values();
      if (now - oldest >= rules.pongWithinMs) {
        counts.unanswered += 1;
        webSocket.terminate();
      } else if (now >= pingAt) {
        pingAt = now + rules.pingEveryMs;
        const payload = String(Date.now());
        unanswered.set(payload, now);
        webSocket.ping(payload);
      }
    },
    gather: () => socket.cork(),
    release: () => socket.uncork(),
  };

  const tooMany = (): void => close(1008, 'Too many streams');
  const subscriptions: Subscriptions = {
    ...(rules.endsWhenFull && { tooMany }),
    names,
    isCombined: connection.isCombined,
    setCombined(isCombined) {
      wrapping = isCombined ? 'combined' : 'raw';
    },
    subscribe: connection.subscribe,
    unsubscribe(left) {
      for (const name of left) {
        if (!names.delete(name)) continue;
        counts.subscriptions -= 1;
        following.leave(connection, name);
      }
    },
  };

  webSocket.on('message', (data: RawData) => {
    if (!isAllowed()) return;
    const answer = answerRequest(String(data), subscriptions);
    if (!following.isSilent(connection)) connection.send(Buffer.from(answer));
  });
  webSocket.on('ping', () => void isAllowed());
  webSocket.on('pong', (payload) => {
    if (!isAllowed() || !unanswered.has(String(payload))) return;
    unanswered.clear();
  });
  webSocket.on('error', () => {});
  webSocket.on('close', () => {
    subscriptions.unsubscribe([...names]);
    following.closed(connection);
  });
  return connection;
}
