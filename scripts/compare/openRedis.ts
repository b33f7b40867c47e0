import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { StartError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { connectStore, describeRedis, type Store } from '../../store/redis/connect.ts';
import { embeddedRedisPort } from '../redis/embeddedRedisPort.ts';
import { startOwnRedis } from '../redis/startOwnRedis.ts';

/** So long a Redis that is configured may take to answer, ms. */
const PATIENCE_MS = 5_000;

const LOOK_EVERY_MS = 500;

export interface OpenedRedis {
  readonly store: Store;
  /** Stops the Redis that was started here, once nobody else uses it. */
  close(): Promise<void>;
}

export interface OpenRedisOptions {
  readonly redis: Config['redis'];
  /** Where a Redis that is started keeps its data. */
  readonly directory: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/**
 * Connects to the configured Redis, which counts what is spent. Where none answers at an address of this machine, one is started there, as `npm start`
 * does. Others may come to use it meanwhile: it then stays until they have ended, or until Ctrl-C.
 *
 * @throws StartError
 */
export async function openRedis({ redis, directory, log, signal, say }: OpenRedisOptions): Promise<OpenedRedis> {
  const port = await embeddedRedisPort(redis.url);
  const own = port === undefined ? null : await startOwnRedis({ url: redis.url, port, directory, signal });
  if (own !== null)
    say(`no Redis answers on port ${port}: one is started for this, that keeps its data in ${directory}`);
  try {
    const store = await connect(redis, log, signal);
    return {
      store,
      async close() {
        if (own !== null) await untilAlone(store, signal, say).catch(() => undefined);
        await store.close();
        await own?.stop();
      },
    };
  } catch (error) {
    await own?.stop();
    throw error;
  }
}

async function connect(redis: Config['redis'], log: Log, signal: AbortSignal): Promise<Store> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await connectStore({ ...redis, name: 'compare', log, signal: AbortSignal.any([signal, patience]) });
  } catch (cause) {
    signal.throwIfAborted();
    if (!patience.aborted) throw cause;
    throw new StartError(`Redis at ${describeRedis(redis.url)} does not answer`, { cause });
  }
}

/** Resolves when no other connection is left, or by the signal. */
async function untilAlone({ redis }: Store, signal: AbortSignal, say: (line: string) => void): Promise<void> {
  for (let looks = 0; !signal.aborted; looks += 1) {
    const clients = String(await redis.client('LIST'))
      .trim()
      .split('\n');
    if (clients.length <= 1) return;
    if (looks === 0) {
      say('others use the Redis that was started here by now: it stops when they have ended, or at Ctrl-C');
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}
