import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import net, { type Socket } from 'node:net';
import { Connections } from './connections.ts';
import { mostConnections } from './mostConnections.ts';
import { type Fault, refusalText } from './refusal.ts';
import { connectFault, expectationFault, parserFault, requestFault } from './requestFault.ts';

const LIMITS = {
  /** Request line and headers together, bytes. */
  maxHeaderSize: 16_384,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  /** Longer than the second between two polls of a caller. */
  keepAliveTimeout: 10_000,
  /** How often the time limits are looked at. */
  connectionsCheckingInterval: 1_000,
  /** A request without Host is refused here, with a problem. */
  requireHostHeader: false,
};

export interface ServerOptions {
  /** Connections at once. */
  readonly most?: number;
  /** A caller that takes nothing of its answer for so long is gone, ms. */
  readonly stalledMs?: number;
}

/** How long a stop may take, ms. */
export interface Grace {
  /** Until connections that are silent are closed: long enough for most callers to ask once more, and be told that it was the last time. */
  readonly silentMs: number;
  /** Until all others are. */
  readonly mostMs: number;
}

export interface ApiServer {
  /** Does not listen yet. */
  readonly http: Server;
  /**
   * Accepts no more connections, but serves those that are open: each answer from now on says `Connection: close`, so that its caller
   * knows that the next request belongs to another connection. Resolves once all are closed.
   */
  stop(grace: Grace): Promise<void>;
}

/** An HTTP server with limits, whose refusals are problems too. */
export function createHttpServer(
  listener: RequestListener,
  { most = mostConnections(), stalledMs = 10_000 }: ServerOptions = {},
): ApiServer {
  const connections = new Connections(most);
  let isStopping = false;

  const http = createServer(LIMITS, (request, response) => {
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
  // A caller that sends no more may still wait for its answer.
  Object.assign(http, { httpAllowHalfOpen: true });
  http.on('connection', (socket) => connections.add(socket));

  const refuse = (socket: Socket, fault: Fault | undefined): void => {
    const connection = connections.of(socket);
    if (connection === undefined || fault === undefined || !socket.writable) socket.destroy();
    // Its answer is made already: what followed was its body.
    else connection.refuse(connection.request?.complete === false ? '' : refusalText(fault));
  };
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuse(socket as Socket, parserFault(error.code, LIMITS.maxHeaderSize));
  });
  http.on('checkExpectation', (request: IncomingMessage) => refuse(request.socket, expectationFault(request)));
  http.on('connect', (_request, socket) => {
    // Node has let go of it.
    socket.on('error', () => undefined);
    refuse(socket as Socket, connectFault);
  });

  return {
    http,
    async stop(grace) {
      isStopping = true;
      // Node's own close() of an HTTP server ends idle connections at once, and with them requests that are on their way.
      if (http.listening) net.Server.prototype.close.call(http);
      connections.announceEnd();
      await connections.drain(grace);
      http.close();
    },
  };
}
