import type { AnySchema } from 'ajv';
import { parseJson } from '../../model/parseJson.ts';
import { createLateChecks } from '../../runtime/lateChecks.ts';
import type { Store } from './connect.ts';

/**
 * THE way to read what is stored. Redis may be shared, edited by hand or restored from a file: what comes back is checked like an answer
 * from outside. What is damaged counts as missing and is said once; it harms nothing beside it.
 */

const lateCheck = createLateChecks({ strict: true, strictRequired: false });

/** Latest time that is believed, ms: the year 2200. */
const LATEST = Date.UTC(2200, 0);

/** Schemas of what is stored in several places. Numbers that are not finite never pass. */
export const text = { type: 'string' } as const;
export const texts = { type: 'array', items: text } as const;
export const time = { type: 'number', minimum: 0, maximum: LATEST } as const;
export const integer = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
export const numberFrom = (minimum: number, maximum: number) => ({ type: 'number', minimum, maximum }) as const;
export const oneOf = (values: readonly (string | number)[]) => ({ enum: values }) as const;
export const mapOf = (value: AnySchema) => ({ type: 'object', additionalProperties: value }) as const;

/** An object with these fields, and maybe others, which a newer version may have added. */
export const record = (properties: Readonly<Record<string, AnySchema>>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

/**
 * The value of stored JSON, or null where there is none or it is damaged. `where`: its key, or key and field. `isSoundHere`: what else it
 * must be for whoever reads it.
 */
export type StoredReader<Value> = (
  store: Store,
  where: string,
  stored: string | null,
  isSoundHere?: (value: Value) => boolean,
) => Value | null;

/** @param isSound what the schema cannot say */
export function storedJson<Value>(schema: AnySchema, isSound: (value: Value, store: Store) => boolean = () => true) {
  const checkOf = lateCheck<Value>(schema);
  const read: StoredReader<Value> = (store, where, stored, isSoundHere = () => true) => {
    const { damage } = store;
    const value = stored === null ? null : parseJson(stored);
    const check = checkOf();
    const isRight = check(value) && isSound(value, store) && isSoundHere(value);
    if (isRight || stored === null) damage.sound(where);
    else damage.found(where, stored);
    return isRight ? value : null;
  };
  return read;
}

/** A stored whole number from 0 to `most`, or null where the text is none: `NaN`, `1e9`, `-1`, ``. */
export function wholeOf(stored: string | null | undefined, most = Number.MAX_SAFE_INTEGER): number | null {
  if (stored == null || !/^\d{1,16}$/.test(stored)) return null;
  const value = Number(stored);
  return value <= most ? value : null;
}

export const isWrongType = (error: unknown): boolean => error instanceof Error && error.message.startsWith('WRONGTYPE');

/** The text at a key; where that holds another type, what Redis says of it, which is no JSON: it is read as damaged. */
export async function readText({ redis }: Store, key: string): Promise<string | null> {
  try {
    return await redis.get(key);
  } catch (error) {
    if (isWrongType(error)) return (error as Error).message;
    throw error;
  }
}

/** What `read` resolves to; `otherwise` where the key holds another type, which is damage. */
export async function readOr<Value>(
  { damage }: Store,
  key: string,
  read: Promise<Value>,
  otherwise: Value,
): Promise<Value> {
  try {
    const value = await read;
    damage.sound(key);
    return value;
  } catch (error) {
    if (!isWrongType(error)) throw error;
    damage.found(key, (error as Error).message);
    return otherwise;
  }
}

/** Runs a command that writes to a key of ours. One that holds another type holds nothing of ours: it is removed and made anew. */
export async function writeOver<Result>(store: Store, key: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isWrongType(error)) throw error;
    store.damage.found(key, (error as Error).message);
    await store.redis.del(key);
    return write();
  }
}
