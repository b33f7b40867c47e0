import type { Server } from 'node:http';
import { StartError } from '../config/errors.ts';

const reasons: Record<string, string> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'this user may not open the port',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'that host name is not known',
};

/** Opens the port. @throws StartError naming it and why it cannot be opened. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = reasons[cause.code ?? ''] ?? cause.message;
      reject(new StartError(`cannot listen on ${host}:${port} (api.host, api.port): ${reason}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** Accepts no more, lets running requests finish for `graceMs`, then ends what is left. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // A connection whose last answer goes out after close() would stay open until its keep-alive ends.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}
