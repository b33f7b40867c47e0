import type { Log } from '../config/log.ts';
import type { Store } from './connect.ts';
import { changesChannel } from './keys.ts';

/** What a write has done to a key, as it announces it (docs/data-model.md, "Announcements"). */
export interface Change {
  readonly key: string;
  readonly version: number;
  /** Exchange-clock ms. */
  readonly asOf: number;
  /** Lowest score whose row has changed; 0 where rows were dropped or the key is gone; null where no row of a series has, and for latest values. */
  readonly lowest: number | null;
  /** Rows stored now; null for latest values. */
  readonly total: number | null;
}

export interface ChangesFollower {
  onChange(change: Change): void;
  /** From now on no change is missed. Called again after each lost connection. */
  onLive(): void;
  /** The connection is lost: changes may be missed. */
  onLost(): void;
}

/** The change an announcement tells of, or null where it is none of ours. */
export function parseChange(line: string): Change | null {
  const [key = '', ...numbers] = line.split(' ');
  const [version, asOf, lowest, total] = numbers.map((text) => (text === '-' ? null : Number(text)));
  if (
    version == null ||
    asOf == null ||
    lowest === undefined ||
    numbers.some((text) => text !== '-' && !(Number(text) >= 0))
  )
    return null;
  return { key, version, asOf, lowest, total: total ?? null };
}

/** After a failure on an open connection the next attempt comes so much later, ms: most likely we are refused. */
const RETRY_MS = 10_000;

/** Follows the changes in a store over a connection of its own, which mends itself, until it is closed. A refusal is logged once. */
export function followChanges(store: Store, log: Pick<Log, 'warn'>, follower: ChangesFollower): { close(): void } {
  const redis = store.redis.duplicate({ lazyConnect: true, autoResubscribe: false });
  const channel = changesChannel(store.db);
  let isRefused = false;
  let retry: NodeJS.Timeout | undefined;

  function subscribe(): void {
    redis.subscribe(channel).then(
      () => {
        isRefused = false;
        follower.onLive();
      },
      (error: Error) => {
        if (redis.status !== 'ready') return;
        // Other failures pass by themselves.
        if (error.name === 'ReplyError' && !isRefused) {
          log.warn(`Redis does not let us follow ${channel}: every page is read for each request`, { error });
          isRefused = true;
        }
        retry = setTimeout(subscribe, RETRY_MS);
        retry.unref();
      },
    );
  }

  // The store's own connection says what is wrong with Redis.
  redis.on('error', () => undefined);
  redis.on('close', () => {
    clearTimeout(retry);
    follower.onLost();
  });
  redis.on('ready', subscribe);
  redis.on('message', (_channel: string, line: string) => {
    const change = parseChange(line);
    if (change !== null) follower.onChange(change);
  });
  redis.connect().catch(() => undefined);
  return {
    close() {
      clearTimeout(retry);
      redis.disconnect();
    },
  };
}
