import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { Config } from './config.ts';

/** Where the relay of streams listens, and the API's processes look for it. */
export type RelayPlace = { readonly path: string } | { readonly host: string; readonly port: number };

/** A path of a unix socket may have 107 bytes on Linux, and 103 on others. */
const LONGEST_PATH = 100;

const FOLDER = path.join('data', 'relay');

/**
 * The place that `relay.url` names. Without it a unix socket in a private folder of the project's data: its name follows from the Redis, so that
 * several installations of one machine have a relay each.
 *
 * @param directory the project's: the working directory of all its processes
 */
export function relayPlaceOf({ relay, redis }: Pick<Config, 'relay' | 'redis'>, directory = process.cwd()): RelayPlace {
  if (relay.url === undefined) return { path: ownPath(redis, directory) };
  if (relay.url.startsWith('unix:')) return { path: relay.url.slice('unix://'.length) };
  const { hostname, port } = new URL(relay.url);
  // A URL leaves out the port that its scheme has by default.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}

/** A place in words. */
export const describePlace = (place: RelayPlace): string =>
  'path' in place ? place.path : `${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}`;

function ownPath({ url, db }: Config['redis'], directory: string): string {
  const { host, pathname } = new URL(url);
  const name = `${createHash('sha256').update(`${host}${pathname}|${db}`).digest('hex').slice(0, 12)}.sock`;
  const own = path.resolve(directory, FOLDER, name);
  if (Buffer.byteLength(own) <= LONGEST_PATH) return own;
  return path.join(os.tmpdir(), `binance-collector-${process.getuid?.() ?? 0}`, name);
}
