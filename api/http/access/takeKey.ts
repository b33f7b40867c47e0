import type { IncomingMessage } from 'node:http';
import { prefixIn } from '../headers/forwardedPrefix.ts';

/** `/k/<key>` in front of a path. Other characters of a key would have to be escaped, and some clients escape what is escaped again. */
const KEY_IN_PATH = /^\/k\/([A-Za-z0-9._~-]+)(?=[/?]|$)/;

/** Addresses that requests for `/k/<key>` should have asked, relative to theirs. */
const slashed = new WeakMap<IncomingMessage, string>();

/**
 * Brings the access key of a request to where it is looked for, the header X-API-Key, and nowhere else: clients that were made for the exchange
 * send theirs as X-MBX-APIKEY, and of some nothing can be set but a base URL, which then has the key as its first path segments, `/k/<key>`. That
 * one counts before X-API-Key, and this before X-MBX-APIKEY, which may be a key of the exchange.
 *
 * The path goes on without the key, so that no log and no answer names it, but for those that lead its caller on: the `next` of a
 * page, the links of `/`, and the way to its page.
 */
export function takeKey(request: IncomingMessage): void {
  const { headers, url = '' } = request;
  const [front, key] = url.startsWith('/k/') ? (KEY_IN_PATH.exec(url) ?? []) : [];
  if (front !== undefined) {
    const rest = url.slice(front.length);
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
    if (request.url !== rest) slashed.set(request, `${key}${request.url}`);
    headers['x-api-key'] = key;
    headers['x-forwarded-prefix'] = prefixIn(headers['x-forwarded-prefix']) + front;
  } else if (headers['x-api-key'] === undefined && headers['x-mbx-apikey'] !== undefined) {
    headers['x-api-key'] = headers['x-mbx-apikey'];
  }
}

/**
 * Of a request for `/k/<key>` the address, relative to its own, with the slash that it lacks: links that are relative would lead beside the key. It
 * names the key. Undefined for all others.
 */
export const withSlash = (request: IncomingMessage): string | undefined => slashed.get(request);

/** A path as it may be repeated in an answer or a log: what stands where a key belongs is hidden, though it was not taken for one. */
export const shownPath = (path: string): string => path.replace(/^\/k\/[^/?]*/i, '/k/…').slice(0, 60);
