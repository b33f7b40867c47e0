import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ApiError } from './apiError.ts';
import type { ApiContext } from './context.ts';

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Whether the key is one of them, in a time that does not depend on which, or on how much of it is right. */
function isOneOf(key: string, digests: readonly Buffer[]): boolean {
  const given = digest(key);
  let found = false;
  for (const known of digests) found = timingSafeEqual(known, given) || found;
  return found;
}

/** Asks for one of `api.accessKeys` where any are set; they may change while the API runs. */
export function requireAccessKey(context: Pick<ApiContext, 'config'>): RequestHandler {
  let keys: readonly string[] = [];
  let digests: Buffer[] = [];
  return (request, _response, next) => {
    const { accessKeys } = context.config().api;
    if (accessKeys !== keys) {
      keys = accessKeys;
      digests = keys.map(digest);
    }
    if (digests.length === 0) return next();
    const given = request.get('x-api-key');
    if (given !== undefined && isOneOf(given, digests)) return next();
    const detail = given === undefined ? 'the X-API-Key header is missing' : 'the access key is not known';
    throw new ApiError('unauthorized', detail, { headers: { 'WWW-Authenticate': 'ApiKey realm="binance-collector"' } });
  };
}
