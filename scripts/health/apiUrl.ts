import type { Config } from '../../config/config.ts';
import { hostInUrl } from '../../runtime/hostInUrl.ts';

/** The base URL by which this machine reaches the API. If the API listens on all addresses, that is the loopback address. */
export function apiUrl({ host }: Config['api'], port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${hostInUrl(host)}:${port}`;
}
