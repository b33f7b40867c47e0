import { type ProblemCode, problems } from '../http/problems/problems.ts';
import type { JsonSchema } from './openapiRows.ts';

/** A schema among the document's components. */
export const ref = (schema: string): JsonSchema => ({ $ref: `#/components/schemas/${schema}` });

/** An answer in JSON. */
export function json(description: string, schema: JsonSchema): JsonSchema {
  return { description, content: { 'application/json': { schema } } };
}

/** The groups in which pages show the paths. */
export const tags = {
  own: 'Data and its state',
  futures: 'Futures by exchange',
  documents: 'Documents',
  dialect: "Binance's dialect",
} as const;

/** The same paths, shown in a group. */
export const tagged = (
  tag: keyof typeof tags,
  paths: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.entries(paths).map(([path, { get }]) => [path, { get: { tags: [tags[tag]], ...(get as JsonSchema) } }]),
  );

/** Describes a GET route and its possible answers. HEAD answers the same without a body. */
export function route(
  summary: string,
  success: JsonSchema,
  errors: readonly ProblemCode[],
  isOpen = false,
): JsonSchema {
  const all: ProblemCode[] = [
    ...errors,
    ...(isOpen ? [] : (['unauthorized', 'foreign-host', 'too-many-wrong-keys'] as const)),
    'method-not-allowed',
    'internal',
  ];
  const statuses = new Set(all.map((code) => problems[code].status));
  const failures = [...statuses].map((status) => {
    const codes = all.filter((code) => problems[code].status === status);
    const schema = { allOf: [ref('problem'), { properties: { error: { enum: codes } } }] };
    const description = codes.map((code) => `${code}: ${problems[code].title}`).join('. ');
    return [status, { description, content: { 'application/problem+json': { schema } } }];
  });
  return {
    get: {
      summary,
      security: isOpen ? [] : [{}, { accessKey: [] }],
      responses: { 200: success, ...Object.fromEntries(failures) },
    },
  };
}
