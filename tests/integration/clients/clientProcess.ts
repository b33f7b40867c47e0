import path from 'node:path';
import { startChild } from '../../../scripts/processes/startChild.ts';
import type { PackageName } from './blocks.ts';
import type { Call } from './call.ts';

/** All clients, in a process of their own. */
export interface ClientProcess {
  /** Calls a method of what a block of code makes under a name. @throws ClientError where the client throws */
  call(block: string, of: string, call: Call): Promise<unknown>;
  /** Lets what a block makes follow streams (programs/watches.mjs). Resolves when it has begun. */
  watch(block: string, name: PackageName): Promise<Watching>;
  /** What the clients have written on the terminal. */
  said(): readonly string[];
  /** Whether it has ended by itself. */
  hasEnded(): boolean;
  close(): Promise<void>;
}

/** What a client follows. */
export interface Watching {
  /** What has come until now, by what is followed. */
  told(): Promise<Watched>;
  stop(): Promise<void>;
}

/** Times are those of the machine's clock, ms. */
export type Watched = Readonly<
  Record<
    string,
    {
      /** When something came. */
      readonly times: readonly number[];
      readonly errors: readonly string[];
      /** A local book now and then: the time of its last event, its number, and its best levels. */
      readonly books: readonly WatchedBook[];
      /** When the user had to begin his book anew. */
      readonly lost: readonly { readonly at: number; readonly why: string }[];
    }
  >
>;

export interface WatchedBook {
  readonly at: number;
  readonly number: number;
  readonly bids: readonly (readonly [price: number, quantity: number])[];
  readonly asks: readonly (readonly [price: number, quantity: number])[];
}

/** What a client has thrown. */
export class ClientError extends Error {
  readonly code: unknown;
  readonly status: unknown;
  constructor(told: Readonly<Record<string, unknown>>) {
    super(String(told.message));
    this.name = String(told.name);
    this.code = told.code;
    this.status = told.status;
  }
}

interface Told {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: Readonly<Record<string, unknown>>;
}

export async function startClients(): Promise<ClientProcess> {
  const lines: string[] = [];
  const { process: child, stop } = await startChild({
    command: process.execPath,
    args: [path.resolve('tests/integration/clients/programs/clients.mjs')],
    onLine: (line) => lines.push(line),
  });
  let hasEnded = false;
  const waiting = new Map<number, (told: Told) => void>();
  let next = 0;
  child.on('message', (told: Told) => {
    waiting.get(told.id)?.(told);
    waiting.delete(told.id);
  });
  child.once('exit', () => {
    hasEnded = true;
    const error = { name: 'Ended', message: `the clients' process has ended: ${lines.join(' ')}` };
    for (const [id, end] of waiting) end({ id, error });
  });
  function ask(asked: object): Promise<unknown> {
    const id = next;
    next += 1;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value) : reject(new ClientError(error))));
      child.send({ id, ...asked });
    });
  }
  return {
    call: (block, of, called) => ask({ block, of, ...called }),
    async watch(block, name) {
      await ask({ block, watch: name });
      return {
        told: async () => (await ask({ told: name })) as Watched,
        stop: async () => void (await ask({ stop: name })),
      };
    },
    said: () => lines,
    hasEnded: () => hasEnded,
    close: stop,
  };
}
