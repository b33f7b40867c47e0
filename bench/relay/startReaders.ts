import { once } from 'node:events';
import { startChild } from '../../scripts/processes/startChild.ts';
import { onCore } from '../cores.ts';
import type { OwnRedis } from '../withRedis.ts';
import type { Order, Seen } from './program/readers.ts';

/** Callers' sockets in a process of their own. */
export interface Readers {
  readonly pid: number;
  /** Opens a socket at each path. @param isStalled it is never read */
  open(port: number, paths: readonly string[], isStalled?: boolean): Promise<void>;
  /** What they have seen since the last look. */
  look(): Promise<Seen>;
  close(): Promise<void>;
}

export async function startReaders(redis: OwnRedis): Promise<Readers> {
  const [command, args] = onCore('clients', process.execPath, ['dist/bench/relay/program/readers.js']);
  const part = await startChild({ command, args, onLine: (line) => process.stderr.write(`${line}\n`) });
  redis.onEnd(() => part.stop());
  const child = part.process;
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`the readers have ended with exit code ${code}`);
  });
  ended.catch(() => undefined); // whoever waits hears of it
  let answered: (answer: unknown) => void = () => undefined;
  child.on('message', (answer) => answered(answer));
  function told(order: Order): Promise<unknown> {
    const answer = new Promise((resolve) => {
      answered = resolve;
    });
    child.send(order);
    return Promise.race([answer, ended]);
  }
  return {
    pid: child.pid ?? 0,
    open: async (port, paths, isStalled = false) => void (await told({ do: 'open', port, paths, isStalled })),
    look: async () => (await told({ do: 'look' })) as Seen,
    close: async () => void (await told({ do: 'close' })),
  };
}
