import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLog, type Log } from '../runtime/log.ts';
import { type RedisServer, type RedisServerOptions, startRedisServer } from '../scripts/redis/redisServer.ts';
import { connectStore, type Store, type StoreOptions } from '../store/redis/connect.ts';

export interface TestLog {
  readonly log: Log;
  /** As they are written. */
  readonly lines: string[];
  /** `level message` of each, without its time and fields. */
  readonly messages: string[];
}

/** A log whose lines a test can read. */
export function createTestLog(): TestLog {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk).trimEnd());
      done();
    },
  });
  const messages: string[] = [];
  const log = createLog({ level: 'debug', name: 'test', stream });
  const noted =
    (level: 'error' | 'warn' | 'info' | 'debug'): Log['error'] =>
    (message, fields) => {
      messages.push(`${level} ${message}`);
      log[level](message, fields);
    };
  const noting = { error: noted('error'), warn: noted('warn'), info: noted('info'), debug: noted('debug') };
  return { log: { ...log, ...noting }, lines, messages };
}

export interface TestStore extends TestLog {
  readonly server: RedisServer;
  readonly store: Store;
  readonly directory: string;
  close(): Promise<void>;
}

/** A test waits for a reply: on a busy machine it may come late. */
const PATIENCE_MS = 20_000;

export type TestStoreOptions = Omit<RedisServerOptions, 'directory'> &
  Pick<StoreOptions, 'monotonic' | 'commandTimeoutMs'>;

/** A Redis of its own on a unix socket, and an open store on its db 2. */
export async function openTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const { monotonic, commandTimeoutMs = PATIENCE_MS, ...ofServer } = options;
  const directory = mkdtempSync(join(tmpdir(), 'store-'));
  const server = await startRedisServer({ ...ofServer, directory });
  const testLog = createTestLog();
  const store = await connectStore({
    url: server.url,
    db: 2,
    name: 'test',
    log: testLog.log,
    commandTimeoutMs,
    ...(monotonic && { monotonic }),
  });
  return {
    ...testLog,
    server,
    store,
    directory,
    async close() {
      await store.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
