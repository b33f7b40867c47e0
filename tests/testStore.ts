import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLog, type Log } from '../config/log.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from '../scripts/redisServer.ts';
import { connectStore, type Store } from '../store/connect.ts';

/** A log whose lines a test can read. */
export function createTestLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk).trimEnd());
      done();
    },
  });
  return { log: createLog({ level: 'debug', name: 'test', stream }), lines };
}

export interface TestStore {
  readonly server: RedisServer;
  readonly store: Store;
  readonly log: Log;
  readonly lines: string[];
  readonly directory: string;
  close(): Promise<void>;
}

/** A Redis of its own on a unix socket, and an open store on its db 2. */
export async function openTestStore(options: Omit<RedisServerOptions, 'directory'> = {}): Promise<TestStore> {
  const directory = mkdtempSync(join(tmpdir(), 'store-'));
  const server = await startRedisServer({ ...options, directory });
  const { log, lines } = createTestLog();
  const store = await connectStore({ url: server.url, db: 2, name: 'test', log });
  return {
    server,
    store,
    log,
    lines,
    directory,
    async close() {
      await store.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
