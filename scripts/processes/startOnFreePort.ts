import { freePort } from './freePort.ts';
import { isPortTaken } from './isPortTaken.ts';

/**
 * Starts something on the first free port from `wanted` on. If somebody takes that port first, it tries the next one: two demos that start at
 * once find the same ports free.
 * @param host the address on which it listens
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
