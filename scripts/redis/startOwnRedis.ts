import { redisLogin } from '../../config/redisLogin.ts';
import { type RedisServer, startRedisServer } from './redisServer.ts';

export interface OwnRedisOptions {
  /** The configured redis.url, on this machine. The user and password in it are the ones that get in. */
  readonly url: string;
  /** From embeddedRedisPort(). */
  readonly port: number;
  /** Where it keeps its data. */
  readonly directory: string;
  readonly signal?: AbortSignal;
}

/** The Redis that `npm start` runs where none answers on the configured port of this machine. @throws StartError */
export function startOwnRedis({ url, port, directory, signal }: OwnRedisOptions): Promise<RedisServer> {
  const host = new URL(url).hostname === '[::1]' ? '::1' : '127.0.0.1';
  return startRedisServer({
    port,
    host,
    directory,
    login: redisLogin(url),
    appendOnly: true,
    ...(signal && { signal }),
  });
}
