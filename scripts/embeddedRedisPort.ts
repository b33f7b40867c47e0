import { StartError } from '../config/errors.ts';
import { canConnect } from './canConnect.ts';

/**
 * The port on which `npm start` has to run a Redis of its own: the configured one, when it is on this machine and nobody answers
 * there. Undefined when somebody does, and for another machine, a unix socket or TLS: there the collectors wait for it.
 * @param url the configured redis.url
 * @throws StartError when the URL holds a password, which a Redis of ours would not know
 */
export async function embeddedRedisPort(url: string): Promise<number | undefined> {
  const { protocol, hostname, port: portText, password } = new URL(url);
  if (protocol !== 'redis:' || !['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return undefined;
  const port = Number(portText || 6379);
  if (await canConnect({ port, host: hostname.replace(/[[\]]/g, '') })) return undefined;
  if (password === '') return port;
  throw new StartError(
    `no Redis answers at ${hostname}:${port}; one is started by itself only where redis.url holds no password`,
  );
}
