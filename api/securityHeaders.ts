import type { ServerResponse } from 'node:http';
import helmet from 'helmet';

/** A header's name and value. */
export type HeaderPair = readonly [name: string, value: string];

/** Headers of every answer. Answers are data, never pages. Transport security is for the proxy that ends TLS to decide. */
export function securityHeaders(): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  const directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
  });
  // They are the same for all requests: asked for once.
  const recorder = {
    setHeader: (name: string, value: string) => void pairs.push([name, value]),
    removeHeader: () => undefined,
  };
  protect({} as never, recorder as unknown as ServerResponse, () => undefined);
  return pairs;
}
