import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { StartError } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import { createLog } from '../config/log.ts';
import { connectStore, describeRedis, type Store } from '../store/connect.ts';
import { healthKey } from '../store/keys.ts';
import { embeddedRedisPort } from './embeddedRedisPort.ts';
import { startOwnRedis } from './startOwnRedis.ts';

const usage = 'usage: npm run clear -- [--yes] [--directory data/redis]';
const patterns = ['spot:{*', 'usdm:{*', 'collector:*'];
const patienceMs = 3000;

/** They guard against a ban and expire by themselves within minutes, a pause when the exchange said. */
const isKept = (key: string): boolean => /^collector:(budget|pause):/.test(key);

/** A worker that reported within this time still runs. */
const aliveMs = 5000;

/**
 * `npm run clear`: tells what the collectors have stored in the configured Redis database; with `--yes` removes it. Nothing else
 * in that database is touched. The Redis that `npm start` runs of its own is started for it. @returns exit code
 * @throws StartError when Redis does not answer, or collectors run that would write at the same time
 */
export async function run(args: string[]): Promise<number> {
  const { yes: isMeant, directory } = readArguments(args);
  const { redis } = loadConfig().config;
  const port = fs.existsSync(directory) ? await embeddedRedisPort(redis.url) : undefined;
  const own = port === undefined ? undefined : await startOwnRedis({ url: redis.url, port, directory });
  try {
    return await clear(redis, isMeant);
  } finally {
    await own?.stop();
  }
}

async function clear(redis: { url: string; db: number }, isMeant: boolean): Promise<number> {
  const store = await open(redis);
  try {
    const keys = await findKeys(store);
    const where = `${describeRedis(redis.url)}, db ${redis.db}`;
    if (keys.length === 0) {
      console.log(`nothing stored in ${where}`);
    } else if (!isMeant) {
      console.log(`${where} holds ${describe(keys)}; remove it with: npm run clear -- --yes`);
    } else {
      const running = await runningWorkers(store);
      if (running.length > 0) throw new StartError(`stop the collectors first: ${running.join(', ')} still run`);
      for (let from = 0; from < keys.length; from += 500) await store.redis.unlink(...keys.slice(from, from + 500));
      console.log(`removed ${describe(keys)} from ${where}`);
    }
    return 0;
  } finally {
    await store.close();
  }
}

function readArguments(args: string[]): { yes: boolean; directory: string } {
  try {
    const options = {
      yes: { type: 'boolean', default: false },
      directory: { type: 'string', default: 'data/redis' },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}; ${usage}`);
  }
}

async function open(redis: { url: string; db: number }): Promise<Store> {
  const log = createLog({ level: 'error', name: 'clear', stream: process.stderr });
  const patience = new AbortController();
  const { signal } = patience;
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    return await connectStore({ url: redis.url, db: redis.db, name: 'clear', log, signal });
  } catch (cause) {
    if (signal.aborted) throw new StartError(`Redis at ${describeRedis(redis.url)} does not answer`, { cause });
    throw cause;
  } finally {
    clearTimeout(timer); // it is for the connecting alone
  }
}

/** By SCAN, which does not hold up the other users of this Redis. */
async function findKeys(store: Store): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    let cursor = '0';
    do {
      const [next, keys] = await store.redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
      for (const key of keys) if (!isKept(key)) found.add(key);
      cursor = next;
    } while (cursor !== '0');
  }
  return [...found];
}

function describe(keys: readonly string[]): string {
  const pairs = new Set(keys.map((key) => /^\w+:\{(.*?)\}/.exec(key)?.[1]).filter((code) => code !== undefined));
  const own = keys.filter((key) => key.startsWith('collector:')).length;
  return `${keys.length - own} keys of ${pairs.size} pairs and ${own} of bookkeeping`;
}

async function runningWorkers(store: Store): Promise<string[]> {
  const reports = await store.redis.hgetall(healthKey);
  return Object.entries(reports).flatMap(([name, json]) => {
    const { at } = JSON.parse(json) as { at: number };
    return Date.now() - at < aliveMs ? [name] : [];
  });
}
