import { redisLogin } from '../../config/redisLogin.ts';
import { type RedisServer, startRedisServer } from './redisServer.ts';

export interface OwnRedisOptions {
  /** The configured redis.url, which is on this machine. The Redis lets in the user and password that it names. */
  readonly url: string;
  /** From embeddedRedisPort(). */
  readonly port: number;
  /** Where it keeps its data. */
  readonly directory: string;
  readonly signal?: AbortSignal;
}

/** Starts the Redis that `npm start` runs when none answers on the configured port of this machine. @throws StartError */
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
