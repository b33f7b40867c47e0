import { freePort } from './freePort.ts';
import { isPortTaken } from './isPortTaken.ts';

/**
 * Starts something on the first free port from `wanted` on, and on the next one when somebody else took it meanwhile (two demos
 * started at once find the same ports free).
 * @param host where it listens
 * @throws StartError when no port is free
 */
export async function startOnFreePort<T>(
  wanted: number,
  start: (port: number) => Promise<T>,
  host = '127.0.0.1',
): Promise<T> {
  for (let from = wanted; ; ) {
    const port = await freePort(from, host);
    try {
      return await start(port);
    } catch (error) {
      if (!(await isPortTaken(port, host))) throw error;
      from = port + 1;
    }
  }
}
