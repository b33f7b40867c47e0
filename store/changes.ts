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

/** Follows the changes in a store over a connection of its own, which mends itself, until it is closed. */
export function followChanges(store: Store, follower: ChangesFollower): { close(): void } {
  const redis = store.redis.duplicate({ lazyConnect: true, autoResubscribe: false });
  // The store's own connection says what is wrong with Redis.
  redis.on('error', () => undefined);
  redis.on('close', () => follower.onLost());
  redis.on('ready', () => {
    redis.subscribe(changesChannel(store.db)).then(
      () => follower.onLive(),
      () => redis.disconnect(true),
    );
  });
  redis.on('message', (_channel: string, line: string) => {
    const change = parseChange(line);
    if (change !== null) follower.onChange(change);
  });
  redis.connect().catch(() => undefined);
  return { close: () => redis.disconnect() };
}
