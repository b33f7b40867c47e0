import net from 'node:net';
import { StartError } from '../../runtime/errors.ts';
import { isPortTaken } from './isPortTaken.ts';

/**
 * The first free port of the host at or after `wanted`; 0 lets the system choose one.
 * @throws StartError when none of the next 100 is free.
 */
export async function freePort(wanted = 0, host = '127.0.0.1'): Promise<number> {
  if (wanted === 0) return anyFreePort(host);
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port += 1) {
    if (!(await isPortTaken(port, host))) return port;
  }
  throw new StartError(`no free port at or after ${wanted} on ${host}`);
}

function anyFreePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
