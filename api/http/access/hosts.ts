import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import type { Config } from '../../../config/config.ts';
import type { ApiContext } from '../../context/context.ts';
import { ApiError } from '../problems/apiError.ts';

/** Number of verdicts that are kept. It is bounded because a caller can send new names for ever. */
const MOST_KEPT = 256;

/** No Host of ours is longer: a name has at most 253 characters, and a port follows. */
const LONGEST = 260;

/**
 * Makes the check whether a request's Host is one of ours. The page of another site can let its own name point to our address (DNS
 * rebinding); the browser would then let it read all answers. So without `api.accessKeys` only a Host that nobody else can own is
 * answered. A request without Host (HTTP/1.0) does not come from a browser.
 */
export function createHostCheck(context: Pick<ApiContext, 'config'>): (host: string | undefined) => boolean {
  let api: Config['api'] | undefined;
  const verdicts = new Map<string, boolean>();

  function judge(host: string, inForce: Config['api']): boolean {
    if (host.length > LONGEST) return false;
    let verdict = verdicts.get(host);
    if (verdict === undefined) {
      if (verdicts.size >= MOST_KEPT) verdicts.clear();
      verdict = isOurs(host, inForce);
      verdicts.set(host, verdict);
    }
    return verdict;
  }

  return (host) => {
    const inForce = context.config().api;
    if (inForce !== api) verdicts.clear();
    api = inForce;
    return inForce.accessKeys.length > 0 || !host || judge(host, inForce);
  };
}

/** `Host` without port and brackets, and without the dot that ends a full name. */
const HOST = /^(?:\[(?<address>[^\]]*)\]|(?<name>[^:]*?)\.?)(?::\d*)?$/;

function isOurs(host: string, { host: bound, hosts }: Config['api']): boolean {
  const { address, name = '' } = HOST.exec(host.toLowerCase())?.groups ?? {};
  if (address !== undefined) return isIP(address) === 6;
  if (isIP(name) === 4) return true;
  return ['localhost', bound, ...hosts].some((own) => own === '*' || own.toLowerCase() === name);
}

/** Refuses a request whose Host is not one of ours. @throws ApiError `foreign-host` */
export function requireOwnHost(isOwn: ReturnType<typeof createHostCheck>): RequestHandler {
  return (request, _response, next) => {
    const { host = '' } = request.headers;
    if (isOwn(host)) return next();
    const detail = `Host is ${JSON.stringify(host.slice(0, 60))}: without access keys only an IP address, localhost, api.host and the names in api.hosts are answered`;
    throw new ApiError('foreign-host', detail);
  };
}
