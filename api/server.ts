import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ProblemCode, problemOf } from './problems.ts';

const LIMITS = {
  /** Request line and headers together, bytes. */
  maxHeaderSize: 16_384,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  /** Longer than the second between two polls of a caller. */
  keepAliveTimeout: 10_000,
  /** How often the time limits are looked at. */
  connectionsCheckingInterval: 1_000,
};

/** Node's parser takes nothing else, and tells no more of it. */
const BAD_ADDRESS =
  'the address holds what it may not: printable ASCII without spaces, all else as percent-encoded UTF-8, as in code=%E5%B8%81usdt';

/** Connections at once; a caller needs one. */
const MAX_CONNECTIONS = 10_000;

/** An HTTP server with limits, whose refusals of what is no proper request are problems too. It does not listen yet. */
export function createHttpServer(listener: RequestListener): Server {
  /** The newest of each connection that was not answered at once. */
  const answers = new WeakMap<Duplex, ServerResponse>();
  const server = createServer(LIMITS, (request, response) => {
    listener(request, response);
    if (!response.writableEnded) answers.set(request.socket, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Half an answer must not be followed by another one.
    const isAnswering = answers.get(socket)?.closed === false;
    if (!socket.writable || isAnswering || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(refusal(error.code));
  });
  return server;
}

function refusal(code: string | undefined): string {
  const [error, reason]: [ProblemCode, string] =
    code === 'HPE_HEADER_OVERFLOW'
      ? ['headers-too-large', `longer than ${LIMITS.maxHeaderSize} bytes`]
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['request-timeout', 'the request did not arrive in time']
        : ['malformed-request', code === 'HPE_INVALID_URL' ? BAD_ADDRESS : 'the request is not well-formed HTTP'];
  const problem = problemOf(error, reason);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
