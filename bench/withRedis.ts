import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { closeAll } from '../runtime/closeAll.ts';
import { freePort } from '../scripts/processes/freePort.ts';
import { openQuietStore } from '../scripts/redis/openQuietStore.ts';
import { startRedisServer } from '../scripts/redis/redisServer.ts';
import type { Store } from '../store/redis/connect.ts';

export interface OwnRedis {
  readonly pid: number;
  readonly port: number;
  /** A temporary folder. */
  readonly directory: string;
  /** A connection of its own. */
  open(): Promise<Store>;
  /** Called at the end, the last one first. */
  onEnd(close: () => unknown): void;
}

/** Runs something with a Redis of its own; nothing is left afterwards. */
export async function withRedis<Result>(work: (redis: OwnRedis) => Promise<Result>): Promise<Result> {
  const closers: (() => unknown)[] = [];
  const onEnd = (close: () => unknown): void => void closers.push(close);
  try {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
    const forget = (): void => fs.rmSync(directory, { recursive: true, force: true });
    // However this ends: a signal does not come back here.
    process.once('exit', forget);
    onEnd(forget);
    const port = await freePort();
    const redis = await startRedisServer({ port, directory: path.join(directory, 'redis') });
    onEnd(() => redis.stop());
    const open = async (): Promise<Store> => {
      const store = await openQuietStore(redis.url, 'bench');
      onEnd(() => store.close());
      return store;
    };
    return await work({ pid: redis.pid, port, directory, open, onEnd });
  } finally {
    await closeAll(closers);
  }
}
