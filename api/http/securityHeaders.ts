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

/** Headers of every answer. Answers are data, never web pages. Strict-Transport-Security is left to the proxy that speaks TLS. */
export function securityHeaders(): RawHeaders {
  const headers: string[] = [];
  const directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    ...onlyForPages,
  });
  // Helmet's headers are the same for all requests, so it is asked once.
  const recorder = {
    setHeader: (name: string, value: string) => void headers.push(name, value),
    removeHeader: () => undefined,
  };
  protect({} as never, recorder as unknown as ServerResponse, () => undefined);
  return headers;
}
