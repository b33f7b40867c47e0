import type { Store } from '../redis/connect.ts';
import { metaKey } from '../redis/keys.ts';
import { type Meta, parseMeta } from './meta.ts';

/** A latest value, or with `most` the newest rows of a series. */
export interface Wanted {
  readonly key: string;
  /** Rows at most. */
  readonly most?: number;
}

/** What is stored of it, as it is stored: it may be damaged. */
export interface ReadTogether {
  readonly meta: Meta | null;
  /** Of a latest value; null where nothing is stored. */
  readonly value: string | null;
  /** Of a series: its members, oldest first. */
  readonly rows: readonly string[];
  /** The key or its meta holds another type, which counts as nothing and is said. */
  readonly isDamaged: boolean;
}

/**
 * Reads values and series of a pair as they are at one moment, in one round trip. The keys must be of one pair.
 *
 * @returns in the order of what is wanted @throws ioredis errors when Redis is away
 */
export async function readTogether(store: Store, wanted: readonly Wanted[]): Promise<ReadTogether[]> {
  if (wanted.length === 0) return [];
  const keys = wanted.flatMap(({ key }) => [key, metaKey(key)]);
  const replies = await store.redis.readTogether(keys.length, ...keys, ...wanted.map(({ most }) => most ?? ''));
  return wanted.map(({ key, most }, index) => partOf(store, key, most !== undefined, replies[index] ?? ['']));
}

type Reply = readonly [fault: string, stored?: string | string[] | null, ...fields: (string | null)[]];

function partOf(store: Store, key: string, isSeries: boolean, [fault, stored, ...fields]: Reply): ReadTogether {
  const where = `${key} or its meta`;
  if (fault !== '') {
    store.damage.found(where, fault);
    return { meta: null, value: null, rows: [], isDamaged: true };
  }
  store.damage.sound(where);
  return {
    meta: parseMeta(store, metaKey(key), fields, isSeries ? undefined : fields[4]),
    value: typeof stored === 'string' ? stored : null,
    rows: Array.isArray(stored) ? stored : [],
    isDamaged: false,
  };
}
