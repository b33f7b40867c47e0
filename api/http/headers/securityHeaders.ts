import type { ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { RawHeaders } from './rawHeaders.ts';

/** Helmet's headers that matter only for web pages, with their links, frames and scripts. Here they would only make answers longer. */
const onlyForPages = {
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** What a web page may load beyond nothing, in helmet's words: `scriptSrc: ["'self'"]`. */
export type PagePolicy = Readonly<Record<string, readonly string[]>>;

/**
 * Headers of every answer. Answers are data, unless they are one of our few web pages, which has a policy. Strict-Transport-Security is left to
 * the proxy that speaks TLS.
 *
 * @param page what the page may load; left out: the answer is none
 */
export function securityHeaders(page?: PagePolicy): RawHeaders {
  const headers: string[] = [];
  const nothing = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
  const directives =
    page === undefined ? nothing : { ...nothing, baseUri: ["'none'"], formAction: ["'none'"], ...page };
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    ...onlyForPages,
    // The address of a page may hold an access key.
    ...(page !== undefined && { referrerPolicy: { policy: 'no-referrer' } }),
  });
  // Helmet's headers are the same for all requests, so it is asked once.
  const recorder = {
    setHeader: (name: string, value: string) => void headers.push(name, value),
    removeHeader: () => undefined,
  };
  protect({} as never, recorder as unknown as ServerResponse, () => undefined);
  return headers;
}
