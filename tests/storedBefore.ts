import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Store } from '../store/redis/connect.ts';
import { clockKey } from '../store/redis/keys.ts';

/** A key with all that it holds; `ttl` in ms, -1 for none. */
export type StoredKey = { readonly key: string; readonly ttl: number } & (
  | { readonly type: 'string'; readonly content: string }
  | { readonly type: 'hash'; readonly content: Readonly<Record<string, string>> }
  | { readonly type: 'set'; readonly content: readonly string[] }
  /** Score and member, lowest score first. */
  | { readonly type: 'zset'; readonly content: readonly (readonly [number, string])[] }
);

/** What a version has left in Redis, and what it answered from it: tests/fixtures/stored/README.md. */
export interface StoredBefore {
  readonly version: string;
  /** Of the simulator's market. */
  readonly seed: string;
  /** Exchange time (ms) at which the collectors had stopped. */
  readonly takenAt: number;
  /** CONFIG.json. */
  readonly config: object;
  readonly keys: readonly StoredKey[];
  readonly answers: readonly {
    readonly path: string;
    readonly status: number;
    readonly etag: string | null;
    readonly body: string;
  }[];
}

export const readStoredBefore = (): StoredBefore =>
  JSON.parse(gunzipSync(readFileSync(path.resolve('tests/fixtures/stored/0.1.0.json.gz'))).toString());

/** Puts the keys into an empty database. @param clockOffset exchange time minus this machine's clock, ms */
export async function putBack({ redis }: Store, keys: readonly StoredKey[], clockOffset = 0): Promise<void> {
  for (const { key, ttl, type, content } of keys) {
    if (type === 'hash') await redis.hset(key, content);
    else if (type === 'set') await redis.sadd(key, ...content);
    else if (type === 'zset') await redis.zadd(key, ...content.flat());
    // How far the clocks are apart is the only thing that a test makes up: the exchange's has no more than gone on.
    else await redis.set(key, key === clockKey('spot') ? withOffset(content, clockOffset) : content);
    if (ttl > 0) await redis.pexpire(key, ttl);
  }
}

const withOffset = (measurement: string, minusWall: number): string =>
  JSON.stringify({ ...JSON.parse(measurement), minusWall });
