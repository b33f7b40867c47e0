import fs from 'node:fs';
import type { Config } from '../../config/config.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { connectStore, describeRedis, type Store } from '../../store/redis/connect.ts';
import { embeddedRedisPort } from './embeddedRedisPort.ts';
import { startOwnRedis } from './startOwnRedis.ts';

/** A Redis that does not answer is waited for so long, ms. */
const PATIENCE_MS = 5_000;
/** A command waits longer for a reply than a worker, which would ask again, ms. */
const REPLY_MS = 10_000;

export interface ConfiguredRedis {
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * Connects a command to the configured Redis. Where none answers at an address of this machine, the one is started that `npm start` runs, if it has kept
 * anything.
 *
 * @param directory where that one keeps its data @throws StartError where none answers, or it refuses us
 */
export async function openConfiguredRedis(
  { url, db }: Config['redis'],
  {
    directory,
    name,
    log,
    signal,
  }: { readonly directory: string; readonly name: string; readonly log: Log; readonly signal: AbortSignal },
): Promise<ConfiguredRedis> {
  const port = fs.existsSync(directory) ? await embeddedRedisPort(url) : undefined;
  const own = port === undefined ? undefined : await startOwnRedis({ url, port, directory, signal });
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const store = await connectStore({
      url,
      db,
      name,
      log,
      commandTimeoutMs: REPLY_MS,
      signal: AbortSignal.any([signal, patience]),
    });
    return {
      store,
      close: async () => {
        await store.close();
        await own?.stop();
      },
    };
  } catch (cause) {
    await own?.stop();
    signal.throwIfAborted();
    if (!patience.aborted) throw cause;
    throw new StartError(
      `Redis at ${describeRedis(url)} does not answer: start it, or name another in CONFIG.json (redis.url)`,
      { cause },
    );
  }
}
