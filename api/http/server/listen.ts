import { once } from 'node:events';
import type { Server } from 'node:http';
import { StartError } from '../../../runtime/errors.ts';

const reasons: Record<string, string> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'this user may not open the port',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'that host name is not known',
};

/** Opens the port. @throws StartError that names the port and why it cannot be opened */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new StartError(`cannot listen on ${host}:${port} (api.host, api.port): ${reasons[code] ?? message}`, {
      cause,
    });
  }
}
