import { canConnect } from '../processes/canConnect.ts';

/**
 * The port on which `npm start` has to run a Redis of its own: the configured one, if it is on this machine and nothing answers there.
 * Undefined if something answers. Undefined also for another machine, a unix socket or TLS: the collectors wait for such a Redis.
 * @param url the configured redis.url
 */
export async function embeddedRedisPort(url: string): Promise<number | undefined> {
  const { protocol, hostname, port: portText } = new URL(url);
  if (protocol !== 'redis:' || !['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return undefined;
  const port = Number(portText || 6379);
  return (await canConnect({ port, host: hostname.replace(/[[\]]/g, '') })) ? undefined : port;
}
