import type { RequestHandler } from 'express';
import type { Config } from '../../../config/config.ts';
import type { ApiContext } from '../../context/context.ts';
import { type RawHeaders, setHeaders } from './rawHeaders.ts';

const EXPOSED = [
  ...['ETag', 'Retry-After', 'X-Cache', 'X-Data-Age-Ms', 'X-Data-Source', 'X-Data-Stale'],
  ...['X-MBX-USED-WEIGHT', 'X-MBX-USED-WEIGHT-1M'],
].join(', ');
const NONE: RawHeaders = [];
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'If-None-Match, Last-Event-ID, X-API-Key, X-MBX-APIKEY, X-MBX-TIME-UNIT',
  'Access-Control-Max-Age': '600',
};

/** The headers that let a page of this origin read an answer. Null if it may not, or if the request names no origin. */
function grantOf(cors: readonly string[], origin: string | undefined): RawHeaders | null {
  if (origin === undefined || !(cors.includes('*') || cors.includes(origin))) return null;
  const allowed = cors.includes('*') ? '*' : origin;
  return ['Access-Control-Allow-Origin', allowed, 'Access-Control-Expose-Headers', EXPOSED];
}

/** The headers by which answers differ for the origins in `api.cors`. */
export function corsHeaders({ api: { cors } }: Config, origin: string | undefined): RawHeaders {
  if (cors.length === 0) return NONE;
  const vary = cors.includes('*') ? NONE : ['Vary', 'Origin'];
  return [...vary, ...(grantOf(cors, origin) ?? NONE)];
}

/** Lets web pages of the origins in `api.cors` read all answers, errors included. Also answers the browsers' preflight requests. */
export function allowOrigins(context: Pick<ApiContext, 'config'>): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    const config = context.config();
    setHeaders(response, corsHeaders(config, origin));
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return next();
    if (grantOf(config.api.cors, origin) === null) return next();
    response.set(PREFLIGHT).status(204).end();
  };
}
