import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SimulatorError } from './simulatorError.ts';

/** A listening HTTP server that can be closed although clients keep connections open. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @param onUpgrade takes over sockets that are to speak something else. @throws SimulatorError when the port cannot be had */
export async function listen(
  listener: RequestListener,
  host: string,
  port: number,
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<Listening> {
  const server = createServer(listener);
  if (onUpgrade !== undefined) server.on('upgrade', onUpgrade);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Clients keep connections for a while between polls; closing theirs just as a request leaves would look like a fault.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new SimulatorError(explain(error, host, port))));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} on ${host} is in use`;
  if (error.code === 'EACCES') return `no permission to listen on port ${port}`;
  return `cannot listen on ${host}:${port}: ${error.message}`;
}
