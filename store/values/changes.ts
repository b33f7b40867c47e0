import type { Log } from '../../runtime/log.ts';
import type { Store } from '../redis/connect.ts';
import { changesChannel } from '../redis/keys.ts';
import { isReplyError } from '../redis/redisError.ts';
import { wholeOf } from '../redis/stored.ts';

/** What a write has done to a key, as it announces it (docs/data-model.md, "Announcements"). */
export interface Change {
  readonly key: string;
  readonly version: number;
  /** Exchange-clock ms. */
  readonly asOf: number;
  /** Lowest score whose row has changed; 0 where rows are no longer shown or the key is gone; null where no row of a series has, and for latest values. */
  readonly lowest: number | null;
  /** Rows that readers are shown now; null for latest values. */
  readonly total: number | null;
  /** Where rows are no longer shown since new ones took their place: what is still shown, and what has changed of that. */
  readonly moved?: { readonly lowestShown: number; readonly lowestChanged: number };
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
  const [version, asOf, lowest, total, lowestShown, lowestChanged] = numbers.map((text) => wholeOf(text));
  if (numbers.some((text) => text !== '-' && wholeOf(text) === null)) return null;
  if (version == null || asOf == null || lowest === undefined) return null;
  const isMoved = lowestShown != null && lowestChanged != null;
  return {
    key,
    version,
    asOf,
    lowest,
    total: total ?? null,
    ...(isMoved && { moved: { lowestShown, lowestChanged } }),
  };
}

/** The next attempt on an open connection comes so much later, ms: where we are refused, and where there was no reply in time. */
const REFUSED_RETRY_MS = 10_000;
const RETRY_MS = 500;

/** What begins a line of the channel that tells why Redis refuses writes: announcing is no write. */
const REFUSED = '! ';

/** Tells whoever follows the changes what Redis refuses to this process, if it does. @throws ioredis errors when Redis is away. */
export async function announceRefusal({ redis, db, refusals }: Store): Promise<void> {
  const reply = refusals.reply();
  if (reply !== null) await redis.publish(changesChannel(db), REFUSED + reply);
}

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
        const isReply = isReplyError(error);
        if (isReply && !isRefused) {
          log.warn(`Redis does not let us follow ${channel}: every page is read for each request`, { error });
          isRefused = true;
        }
        retry = setTimeout(subscribe, isReply ? REFUSED_RETRY_MS : RETRY_MS);
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
  // The store's connection knows when its server is not the right one any more: this one leads to the same.
  const onStoreLost = () => {
    if (redis.status === 'ready') redis.disconnect(true);
  };
  store.redis.on('close', onStoreLost);
  redis.on('message', (_channel: string, line: string) => {
    if (line.startsWith(REFUSED)) store.refusals.note(line.slice(REFUSED.length));
    const change = parseChange(line);
    if (change !== null) follower.onChange(change);
  });
  redis.connect().catch(() => undefined);
  return {
    close() {
      clearTimeout(retry);
      store.redis.off('close', onStoreLost);
      redis.disconnect();
    },
  };
}
