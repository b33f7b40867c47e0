import type { IncomingHttpHeaders } from 'node:http';
import type { ApiContext } from '../../context/context.ts';

/** At most so many characters of a caller's own text are repeated in an answer. */
const LONGEST_QUOTE = 60;

/** Why a request is refused as one of a foreign web page, for people; null: it is none. */
export type ForeignCheck = (headers: IncomingHttpHeaders) => string | null;

/**
 * Makes the check whether a request was caused by a web page that may not cause any: one of another origin than ours and those of `api.cors`.
 * A browser lets no such page read an answer, but sends its requests all the same. So this is for whatever costs weight of the exchange or
 * opens a socket (browsers let every page open WebSockets, and read them); CORS is enough for what only reads memory.
 *
 * Browsers say who asks in `Origin` and `Sec-Fetch-Site`, which no page can set; other callers send neither, and pass. `Origin` is missing where an
 * image, a script or a link leads here; these have no origin that could be allowed.
 */
export function createForeignCheck(context: Pick<ApiContext, 'config'>): ForeignCheck {
  return ({ origin, host, 'sec-fetch-site': site }) => {
    if (origin === undefined && site === undefined) return null;
    const { cors } = context.config().api;
    if (cors.includes('*') || (origin !== undefined && cors.includes(origin))) return null;
    if (origin !== undefined && !isOwn(origin, host)) {
      return `a web page of ${JSON.stringify(origin.slice(0, LONGEST_QUOTE))} asks, which is not in api.cors`;
    }
    return isCrossSite(site) ? 'a web page of another site asks, which is not in api.cors' : null;
  };
}

/** Where it came twice, each value counts. */
const isCrossSite = (site: string | string[] | undefined): boolean => /\bcross-site\b/i.test(String(site));

/** Whether a page of this origin was served under the very Host that is asked. Who ends TLS for us may do so under another scheme than ours. */
function isOwn(origin: string, host = ''): boolean {
  const [, scheme] = /^(https?):\/\/[^/?#@\\\s]+$/i.exec(origin) ?? [];
  if (scheme === undefined || /[/?#@\\\s]/.test(host)) return false;
  const [page, own] = [hostIn(origin), hostIn(`${scheme}://${host}`)];
  return page !== null && page === own;
}

/** In lower case, with its port unless it is the scheme's own; null where there is none. */
const hostIn = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);
