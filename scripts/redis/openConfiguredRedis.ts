import fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import type { Store } from '../../store/redis/connect.ts';
import { embeddedRedisPort } from './embeddedRedisPort.ts';
import { openPatientStore, type PatientStoreOptions } from './openPatientStore.ts';
import type { RedisServer } from './redisServer.ts';
import { startOwnRedis } from './startOwnRedis.ts';

/** Whether others still use a Redis that was started here is looked at so often, ms. */
const LOOK_EVERY_MS = 500;

export interface ConfiguredRedis {
  readonly store: Store;
  /** Stops the Redis that was started here, once nobody else uses it. */
  close(): Promise<void>;
}

export interface ConfiguredRedisOptions extends PatientStoreOptions {
  /** Where the Redis that `npm start` runs keeps its data. */
  readonly directory: string;
  /** Where a Redis is needed that need not have kept anything: one is started in an empty folder, too. */
  readonly isNewWelcome?: true;
  /** Told that one is started, and what it waits for at the end. */
  readonly say?: (line: string) => void;
}

/**
 * Connects a command to the configured Redis. Where none answers at an address of this machine, the one is started that `npm start` runs, if it has kept
 * anything. Others may come to use it meanwhile: it then stays until they have ended, or until Ctrl-C.
 *
 * @throws StartError where none answers, or it refuses us; AbortError by the signal
 */
export async function openConfiguredRedis(
  redis: Config['redis'],
  { directory, isNewWelcome, say = () => undefined, ...connection }: ConfiguredRedisOptions,
): Promise<ConfiguredRedis> {
  const { signal } = connection;
  const isWanted = isNewWelcome === true || fs.existsSync(directory);
  const port = isWanted ? await embeddedRedisPort(redis.url) : undefined;
  let own: RedisServer | undefined;
  if (port !== undefined) {
    own = await startOwnRedis({ url: redis.url, port, directory, ...(signal && { signal }) });
    say(`no Redis answers on port ${port}: one is started for this, that keeps its data in ${directory}`);
  }
  try {
    const store = await openPatientStore(redis, connection);
    return {
      store,
      async close() {
        if (own !== undefined) await untilAlone(store, say, signal).catch(() => undefined);
        await store.close();
        await own?.stop();
      },
    };
  } catch (error) {
    await own?.stop();
    throw error;
  }
}

/** Resolves when no other connection is left, or by the signal. Rejects where Redis does not tell. */
async function untilAlone({ redis }: Store, say: (line: string) => void, signal?: AbortSignal): Promise<void> {
  for (let looks = 0; signal?.aborted !== true; looks += 1) {
    const clients = String(await redis.client('LIST'))
      .trim()
      .split('\n');
    if (clients.length <= 1) return;
    if (looks === 0) {
      say('others use the Redis that was started here by now: it stops when they have ended, or at Ctrl-C');
    }
    await wait(LOOK_EVERY_MS, undefined, { ...(signal && { signal }) });
  }
}
