import { parseJson } from '../../model/parseJson.ts';
import type { Store } from '../redis/connect.ts';
import { gather } from '../redis/gather.ts';
import { changesChannel, metaKey } from '../redis/keys.ts';
import { readOr } from '../redis/stored.ts';
import { type Meta, parseMeta } from './meta.ts';
import { assertStored, type WriteContext } from './write.ts';

export interface LatestWrite extends WriteContext {
  /** The exchange's own sequence number, where the value has one, as a book has. It alone tells then which value is the newer one. */
  readonly order?: number | undefined;
  /** The exchange has just sent this value. Else a write of the stored one says only that nothing newer has come. */
  readonly isReceived?: boolean;
}

export interface LatestWritten {
  readonly isChanged: boolean;
  /** Of what is stored now: what confirms it later names it (confirm.ts). */
  readonly version: number;
}

/** What Redis answers of one value: status, version, and whether it has changed. */
type Reply = readonly [status: number, version: number, changed: number];

interface Wanted {
  readonly key: string;
  readonly value: string;
  readonly write: LatestWrite;
}

/** What `writeLatest-n.lua` is called with. @param db that of the store */
export function latestArguments(db: number, part: readonly Wanted[]): [keys: number, ...rest: (string | number)[]] {
  const all: [number, ...(string | number)[]] = [2 * part.length];
  for (const { key } of part) all.push(key, metaKey(key));
  all.push(changesChannel(db));
  for (const { value, write } of part) {
    const { fence, asOf, source, order, isReceived } = write;
    all.push(fence, asOf, source, value, order ?? '', isReceived === true ? 1 : 0);
  }
  return all;
}

const putLatest = gather<Wanted, Reply>({
  most: 100,
  sizeOf: () => 1,
  send: (store, part) => store.redis.writeLatest(...latestArguments(store.db, part)),
});

/**
 * Stores `value` (compact JSON), together with what else is to be stored in the same moment.
 *
 * @throws WriteRefused; ioredis errors when Redis is away.
 */
export async function writeLatest(
  store: Store,
  key: string,
  value: string,
  write: LatestWrite,
): Promise<LatestWritten> {
  const [status, version, changed] = await putLatest(store, { key, value, write });
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
