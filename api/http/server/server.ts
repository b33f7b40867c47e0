import { createServer, IncomingMessage, type RequestListener, type Server } from 'node:http';
import net, { type Socket } from 'node:net';
import { Connections } from './connections.ts';
import { mostConnections } from './mostConnections.ts';
import { type Fault, refusalText } from './refusal.ts';
import { connectFault, expectationFault, parserFault, requestFault } from './requestFault.ts';

const LIMITS = {
  /** Request line and headers together, bytes: the names of a thousand streams in an address are 32 kB. */
  maxHeaderSize: 49_152,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  /** Longer than the second between two polls of a caller. */
  keepAliveTimeout: 10_000,
  /** How often Node checks the time limits. */
  connectionsCheckingInterval: 1_000,
  /** A request without Host is refused here, with a problem. */
  requireHostHeader: false,
};

/** A caller that wants to go on with WebSocket. Nothing of what it sends is read before it is accepted. */
export interface UpgradeWish {
  readonly request: IncomingMessage;
  /** Answers with this text and closes the connection. */
  refuse(text: string): void;
  /** Hands the connection over; null: there is no room, or the caller has left. */
  accept(): Socket | null;
}

/** Who serves WebSockets. */
export interface Upgrades {
  take(wish: UpgradeWish): void;
  /** Takes no more, and closes all within this time, ms, spread over it. */
  stop(withinMs: number): Promise<void>;
}

/** Part of the time that a stop may take in which WebSockets are told to close. The rest of it is for their answers. */
const CLOSING = 0.7;

export interface ServerOptions {
  /** Absent: the wish for a WebSocket is overlooked. */
  readonly upgrades?: Upgrades;
  /** Most connections at once. */
  readonly most?: number;
  /** A caller that takes nothing of its answer for this long is disconnected, ms. */
  readonly stalledMs?: number;
}

/** How long a stop may take, ms. */
export interface Grace {
  /** Silent connections are closed after this time. Most callers ask once more within it, and learn that this answer is the last one. */
  readonly silentMs: number;
  /** All other connections are closed after this time. */
  readonly mostMs: number;
}

export interface ApiServer {
  /** The server, which does not listen yet. */
  readonly http: Server;
  /**
   * Accepts no more connections, but serves those that are open. Each answer now says `Connection: close`, so that the caller sends its
   * next request over another connection. Resolves once all connections are closed.
   */
  stop(grace: Grace): Promise<void>;
}

/** An HTTP server with limits. It answers what it refuses with a problem, too. */
export function createHttpServer(
  listener: RequestListener,
  { upgrades, most = mostConnections(), stalledMs = 10_000 }: ServerOptions = {},
): ApiServer {
  const connections = new Connections(most);
  let isStopping = false;

  const http = createServer({ ...LIMITS, IncomingMessage: ApiRequest }, (request, response) => {
    const connection = connections.of(request.socket);
    if (connection === undefined) return;
    connections.use(connection);
    const fault = requestFault(request);
    if (fault !== undefined) return connection.refuse(refusalText(fault));
    if (isStopping && !connection.hasMore) response.shouldKeepAlive = false;
    connection.request = request;
    listener(request, response);
    if (!response.writableFinished) connection.awaitAnswer(response, stalledMs);
  });
  // A caller that has closed its sending side may still wait for its answer.
  Object.assign(http, { httpAllowHalfOpen: true });
  http.on('connection', (socket) => connections.add(socket));

  const refuse = (socket: Socket, fault: Fault | undefined): void => {
    const connection = connections.of(socket);
    if (connection === undefined || fault === undefined || !socket.writable) socket.destroy();
    // While a request is incomplete, the fault is in its body, and its answer is already made.
    else connection.refuse(connection.request?.complete === false ? '' : refusalText(fault));
  };
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuse(socket as Socket, parserFault(error.code, LIMITS.maxHeaderSize));
  });
  http.on('checkExpectation', (request: IncomingMessage) => refuse(request.socket, expectationFault(request)));
  http.on('connect', (_request, socket) => {
    // Node no longer handles the errors of this socket.
    socket.on('error', () => undefined);
    refuse(socket as Socket, connectFault);
  });

  if (upgrades !== undefined) {
    http.on('upgrade', (request: IncomingMessage, stream, head: Buffer) => {
      const socket = stream as Socket;
      // Node no longer handles the errors of this socket.
      socket.on('error', () => undefined);
      const connection = connections.of(socket);
      if (connection === undefined) return;
      connection.upgrade(head);
      const fault = requestFault(request);
      if (fault !== undefined) return connection.refuse(refusalText(fault));
      upgrades.take({
        request,
        refuse: (text) => connection.refuse(text),
        accept() {
          if (!connections.hasRoomToStay || !socket.readable || !socket.writable) return null;
          connections.becomeWebSocket(connection);
          return socket;
        },
      });
    });
  }

  return {
    http,
    async stop(grace) {
      isStopping = true;
      // The close() of an HTTP server would end idle connections at once, although a request may be on its way over one of them.
      if (http.listening) net.Server.prototype.close.call(http);
      connections.announceEnd();
      await Promise.all([upgrades?.stop(grace.mostMs * CLOSING), connections.drain(grace)]);
      http.close();
    },
  };
}

/**
 * A request as Node makes it, but one that wishes for another protocol than WebSocket, as HTTP/2 without TLS, is a request like all others.
 * CONNECT stays what it is.
 */
class ApiRequest extends IncomingMessage {
  declare wishes: boolean | null;

  get upgrade(): boolean {
    const isMeant = this.method === 'CONNECT' || this.headers.upgrade?.toLowerCase() === 'websocket';
    return this.wishes === true && isMeant;
  }

  /** Node's parser sets it before it knows the headers. */
  set upgrade(wishes: boolean | null) {
    this.wishes = wishes;
  }
}
