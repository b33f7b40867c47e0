import { once } from 'node:events';
import { startChild } from '../../scripts/processes/startChild.ts';
import { onCore } from '../cores.ts';
import type { Had, Order } from './program/bots.ts';

/** Bots in processes of their own. */
export interface Bots {
  start(order: Order): void;
  /** Ends what they do. @returns what all of them have had */
  stop(): Promise<Had>;
  close(): Promise<void>;
}

/** Ccxt works on what it has asked for: several bots share a process, and no process has all of them. */
const PROCESSES = 2;

export async function startBots(url: string, bots: number): Promise<Bots> {
  const [command, args] = onCore('clients', process.execPath, ['dist/bench/bots/program/bots.js']);
  const parts = await Promise.all(
    Array.from({ length: PROCESSES }, () =>
      startChild({ command, args: [...args, url, String(bots / PROCESSES)], onLine: () => undefined }),
    ),
  );
  return {
    start(order) {
      for (const { process: child } of parts) child.send(order);
    },
    async stop() {
      const had = await Promise.all(
        parts.map(async ({ process: child }) => {
          child.send('stop');
          return (await once(child, 'message'))[0] as Had;
        }),
      );
      const errors: Record<string, number> = {};
      for (const each of had)
        for (const [name, count] of Object.entries(each.errors)) errors[name] = (errors[name] ?? 0) + count;
      const sum = (of: (each: Had) => number): number => had.reduce((total, each) => total + of(each), 0);
      return {
        ...{ asked: sum(({ asked }) => asked), rows: sum(({ rows }) => rows), errors },
        took: had.flatMap(({ took }) => took),
      };
    },
    async close() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
