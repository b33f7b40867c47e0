import type { Endpoint } from '../model/endpoint.ts';

/** The ajv schema of a whole answer. */
export function bodySchemaOf({ answers, row }: Endpoint): object {
  const list = { type: 'array', items: row };
  if (answers === 'object') return row;
  return answers === 'list' ? list : { anyOf: [row, list] };
}
