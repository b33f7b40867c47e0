import { canConnect } from '../processes/canConnect.ts';

/**
 * The port on which `npm start` has to run a Redis of its own: the configured one, when it is on this machine and nobody answers
 * there. Undefined when somebody does, and for another machine, a unix socket or TLS: there the collectors wait for it.
 * @param url the configured redis.url
 */
export async function embeddedRedisPort(url: string): Promise<number | undefined> {
  const { protocol, hostname, port: portText } = new URL(url);
  if (protocol !== 'redis:' || !['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return undefined;
  const port = Number(portText || 6379);
  return (await canConnect({ port, host: hostname.replace(/[[\]]/g, '') })) ? undefined : port;
}
