import type { RoutePath } from '../http/routePaths.ts';
import { json, route } from './openapiRoute.ts';
import type { JsonSchema } from './openapiRows.ts';

const header = (description: string): JsonSchema => ({ description, schema: { type: 'string' } });

const ETAG = header('Weak; changes with the version of this program');

const known: JsonSchema = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'An ETag',
};

/** The same with the answer to who has it already. */
export function orUnchanged(path: JsonSchema): JsonSchema {
  const { get } = path as { get: { responses: Record<string, JsonSchema> } };
  const unchanged = { description: 'It has not changed', headers: { ETag: ETAG } };
  return { get: { ...get, parameters: [known], responses: { ...get.responses, 304: unchanged } } };
}

/** The same with what a caller needs to keep an answer, and the answer to who has it already. */
function kept(path: JsonSchema): JsonSchema {
  const { get } = orUnchanged(path) as { get: { responses: Record<string, JsonSchema> } };
  const headers = { 'Cache-Control': header('no-cache: keep, but ask before use'), ETag: ETAG };
  return { get: { ...get, responses: { ...get.responses, 200: { ...get.responses[200], headers } } } };
}

const html = (description: string): JsonSchema => ({
  description,
  content: { 'text/html': { schema: { type: 'string' } } },
});

/** What says how the API is used. It holds no data, so it is open to all. */
export const documentPaths = {
  '/openapi.json': kept(route('This document', json('OpenAPI 3.1', { type: 'object' }), [], true)),
  '/asyncapi.json': kept(route('The same of the WebSockets', json('AsyncAPI 3.0', { type: 'object' }), [], true)),
  '/docs': kept(route('A page to try everything out: Swagger UI', html('The page'), ['not-built'], true)),
  '/redoc': kept(route('A page to read this document: ReDoc', html('The page'), ['not-built'], true)),
} satisfies Partial<Record<RoutePath, JsonSchema>>;
