import fc from 'fast-check';
import type { Store } from '../../../../store/redis/connect.ts';

/** What might stand where a value should: no JSON, other JSON, numbers that are none, and the right value cut off. */
export const damagedText = (right: string) =>
  fc.oneof(
    fc.constantFrom(
      '',
      '{}',
      '[]',
      'null',
      '7',
      '"6000"',
      '{"',
      'NaN',
      'nan',
      'inf',
      '-inf',
      'Infinity',
      '-1',
      '1e999',
    ),
    fc.constantFrom('9007199254740991', '99999999999999999999', '1e15', '0x10', '-9e99', '5.5', ' 5', '[[[[]]]]'),
    fc.constantFrom('{"weightPerMinute":"6000"}', '{"weightPerMinute":1e999}', '{"weightPerMinute":-6000}'),
    fc.constantFrom('{"awaitsPing":"yes"}', '{"status":429,"until":"soon"}', '{"until":1e999}', `${'['.repeat(2_000)}`),
    fc.json(),
    fc.string(),
    fc.nat({ max: Math.max(0, right.length - 1) }).map((length) => right.slice(0, length)),
  );

/** Puts something wrong in the place of a key. */
export type Damage = (redis: Store['redis'], key: string) => Promise<unknown>;

/** A key of another type. */
export const wrongType = (right: string): fc.Arbitrary<Damage> =>
  fc.tuple(fc.constantFrom('string', 'hash', 'list', 'set', 'zset'), damagedText(right)).map(([type, text]) => {
    return async (redis, key) => {
      await redis.del(key);
      if (type === 'string') return redis.set(key, text);
      if (type === 'hash') return redis.hset(key, text, text);
      if (type === 'list') return redis.rpush(key, text);
      return type === 'set' ? redis.sadd(key, text) : redis.zadd(key, 5, text);
    };
  });

const wrongField = (fields: readonly string[], right: string): fc.Arbitrary<Damage> =>
  fc.tuple(fc.constantFrom(...fields), damagedText(right)).map(
    ([field, text]) =>
      (redis, key) =>
        redis.hset(key, field, text).catch(() => undefined),
  );

/** A hash of another type, or with another value in one of these fields. @param right what should stand there */
export const inHash = (fields: readonly string[], right: unknown): fc.Arbitrary<Damage> => {
  const json = JSON.stringify(right);
  return fc.oneof(wrongType(json), wrongField(fields, json));
};
