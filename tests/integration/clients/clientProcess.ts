import path from 'node:path';
import { spawnGuarded } from '../../../scripts/processes/spawnGuarded.ts';
import type { Call } from './call.ts';

/** All clients, in a process of their own. */
export interface ClientProcess {
  /** Calls a method of what a block of code makes under a name. @throws ClientError where the client throws */
  call(block: string, of: string, call: Call): Promise<unknown>;
  /** What the clients have written on the terminal. */
  said(): string;
  /** Whether it has ended by itself. */
  hasEnded(): boolean;
  close(): void;
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
  const program = path.resolve('tests/integration/clients/programs/clients.mjs');
  const child = spawnGuarded(process.execPath, [program], { ipc: true });
  let said = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  const waiting = new Map<number, (told: Told) => void>();
  let next = 0;
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (told: Told | 'ready') => {
      if (told === 'ready') return resolve();
      waiting.get(told.id)?.(told);
      waiting.delete(told.id);
    });
    child.once('exit', () => {
      hasEnded = true;
      const error = { name: 'Ended', message: `the clients' process has ended: ${said}` };
      for (const [id, end] of waiting) end({ id, error });
      reject(new Error(error.message));
    });
  });
  await ready;
  return {
    call(block, of, { method, args, take }) {
      const id = next;
      next += 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value) : reject(new ClientError(error))));
        child.send({ id, block, of, method, args, take });
      });
    },
    said: () => said,
    hasEnded: () => hasEnded,
    close() {
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    },
  };
}
