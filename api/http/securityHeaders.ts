import type { ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { RawHeaders } from './rawHeaders.ts';

/** Helmet's headers for documents: links, frames and scripts of pages. Here they would only make each answer longer. */
const onlyForPages = {
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** Headers of every answer. Answers are data, never pages. Transport security is for the proxy that ends TLS to decide. */
export function securityHeaders(): RawHeaders {
  const headers: string[] = [];
  const directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
    ...onlyForPages,
  });
  // They are the same for all requests: asked for once.
  const recorder = {
    setHeader: (name: string, value: string) => void headers.push(name, value),
    removeHeader: () => undefined,
  };
  protect({} as never, recorder as unknown as ServerResponse, () => undefined);
  return headers;
}
