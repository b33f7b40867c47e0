import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { ApiContext } from '../context/context.ts';
import { ApiError } from './apiError.ts';

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Whether the key is one of them, in a time that does not depend on which, or on how much of it is right. */
function isOneOf(key: string, digests: readonly Buffer[]): boolean {
  const given = digest(key);
  let found = false;
  for (const known of digests) found = timingSafeEqual(known, given) || found;
  return found;
}

/** Tells whether a request's X-API-Key lets it in: one of `api.accessKeys`, which may change while the API runs, or any where none are set. */
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
 * Asks for one of `api.accessKeys` where any are set. Who guesses is slowed down; a right key works from the same address all the same,
 * since callers may share one.
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
      // Without its connection each guess costs a new one.
      throw new ApiError('too-many-wrong-keys', detail, {
        headers: { 'Retry-After': `${waitS}`, Connection: 'close' },
      });
    }
    const detail = given === undefined ? 'the X-API-Key header is missing' : 'the access key is not known';
    throw new ApiError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'ApiKey realm="binance-collector"' } });
  };
}
