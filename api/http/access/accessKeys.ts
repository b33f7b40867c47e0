import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { ApiContext } from '../../context/context.ts';
import { ApiError } from '../problems/apiError.ts';

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Whether the key is one of these. It takes the same time whichever one it is, and however much of it is right. */
function isOneOf(key: string, digests: readonly Buffer[]): boolean {
  const given = digest(key);
  let found = false;
  for (const known of digests) found = timingSafeEqual(known, given) || found;
  return found;
}

/**
 * Makes the check whether a request's X-API-Key lets it in. The key must be one of `api.accessKeys`, which may change while the API runs;
 * without any, every request is let in.
 */
export function createKeyCheck(context: Pick<ApiContext, 'config'>): (given: string | string[] | undefined) => boolean {
  let keys: readonly string[] = [];
  let digests: Buffer[] = [];
  return (given) => {
    const { accessKeys } = context.config().api;
    if (accessKeys !== keys) {
      keys = accessKeys;
      digests = keys.map(digest);
    }
    return digests.length === 0 || (typeof given === 'string' && isOneOf(given, digests));
  };
}

/**
 * Asks for one of `api.accessKeys`, if there are any. An address that sends many wrong keys is slowed down. A right key still works from
 * it, because several callers may share the address.
 * @param noteWrong notes a wrong key of an address; returns seconds until the address may try again
 * @throws ApiError `unauthorized`, `too-many-wrong-keys`
 */
export function requireAccessKey(
  isAllowed: ReturnType<typeof createKeyCheck>,
  noteWrong: (address: string | undefined) => number,
): RequestHandler {
  return (request, _response, next) => {
    const given = request.headers['x-api-key'];
    if (isAllowed(given)) return next();
    const waitS = given === undefined ? 0 : noteWrong(request.socket.remoteAddress);
    if (waitS > 0) {
      const detail = `too many wrong access keys from this address: wait ${waitS} s, or send a right one`;
      // Closing the connection makes each further guess cost a new one.
      throw new ApiError('too-many-wrong-keys', detail, {
        headers: { 'Retry-After': `${waitS}`, Connection: 'close' },
      });
    }
    const detail =
      given === undefined
        ? 'the access key is missing: send it as X-API-Key, as X-MBX-APIKEY, or in the path as /k/<key>/…'
        : 'the access key is not known';
    throw new ApiError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'ApiKey realm="binance-collector"' } });
  };
}
