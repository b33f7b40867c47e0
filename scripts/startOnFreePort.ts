import { freePort } from './freePort.ts';
import { isPortTaken } from './isPortTaken.ts';

/**
 * Starts something on the first free port from `wanted` on, and on the next one when somebody else took it meanwhile (two demos
 * started at once find the same ports free).
 */
export async function startOnFreePort<T>(wanted: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let from = wanted; ; ) {
    const port = await freePort(from);
    try {
      return await start(port);
    } catch (error) {
      if (!(await isPortTaken(port))) throw error;
      from = port + 1;
    }
  }
}
