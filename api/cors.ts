import type { RequestHandler } from 'express';
import type { ApiContext } from './context.ts';

const EXPOSED = 'ETag, Retry-After, X-Data-Age-Ms, X-Data-Source, X-Data-Stale';
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'If-None-Match, X-API-Key',
  'Access-Control-Max-Age': '600',
};

/** Lets pages of the origins in `api.cors` read the answers, errors included, and answers their preflight requests. */
export function allowOrigins(context: Pick<ApiContext, 'config'>): RequestHandler {
  return (request, response, next) => {
    const { cors } = context.config().api;
    if (cors.length === 0) return next();
    const allowsAll = cors.includes('*');
    if (!allowsAll) response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || !(allowsAll || cors.includes(origin))) return next();
    response.set({
      'Access-Control-Allow-Origin': allowsAll ? '*' : origin,
      'Access-Control-Expose-Headers': EXPOSED,
    });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return next();
    response.set(PREFLIGHT).status(204).end();
  };
}
