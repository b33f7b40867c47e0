import { parseJson } from '../model/parseJson.ts';
import type { Store } from './connect.ts';
import { metaKey } from './keys.ts';
import { type LatestWrite, latestWrites } from './latestWrites.ts';
import { type Meta, parseMeta } from './meta.ts';
import { readOr } from './stored.ts';
import { assertStored } from './write.ts';

export type { LatestWrite };

export interface LatestWritten {
  readonly isChanged: boolean;
  /** Of what is stored now: what confirms it later names it (confirm.ts). */
  readonly version: number;
}

/**
 * Stores `value` (compact JSON). All that is to be stored in one moment, whoever wants it, goes to Redis as one command: that costs a third of as
 * many single ones.
 *
 * @throws WriteRefused; ioredis errors when Redis is away.
 */
export async function writeLatest(
  store: Store,
  key: string,
  value: string,
  write: LatestWrite,
): Promise<LatestWritten> {
  const [status, version, changed] = await latestWrites(store).put({ key, value, write });
  assertStored(key, status);
  return { isChanged: changed === 1, version };
}

export interface LatestValue {
  /** Compact JSON, or null where nothing is stored. */
  readonly value: string | null;
  readonly meta: Meta | null;
}

/** Whether a text is that of a JSON object. */
function isObject(text: string): boolean {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Value and meta in one atomic round trip; none where the value is damaged.
 *
 * @param isSound of a stored text: false where it is damaged @throws ioredis errors when Redis is away.
 */
export async function readLatest(
  store: Store,
  key: string,
  isSound: (stored: string) => boolean = isObject,
): Promise<LatestValue> {
  const reply = store.redis.readLatest(key, metaKey(key));
  const [value = null, ...fields] = await readOr(store, `${key} or its meta`, reply, []);
  const meta = parseMeta(store, metaKey(key), fields, fields[4]);
  if (value === null || isSound(value)) {
    store.damage.sound(key);
    return { value, meta };
  }
  store.damage.found(key, value);
  return { value: null, meta: null };
}
