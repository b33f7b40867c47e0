import type { Config } from '../../config/config.ts';
import { hostInUrl } from '../../runtime/hostInUrl.ts';

/** Base URL under which this machine reaches the API. An address that stands for all is reached over loopback. */
export function apiUrl({ host }: Config['api'], port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${hostInUrl(host)}:${port}`;
}
