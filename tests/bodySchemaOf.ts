import type { Endpoint, Params } from '../model/endpoint.ts';

/** The ajv schema of a whole answer. @param params what was asked with */
export function bodySchemaOf({ answers, row: usual, shortRow = usual }: Endpoint, params: Params = {}): object {
  const row = params.type === 'MINI' ? shortRow : usual;
  const list = { type: 'array', items: row };
  if (answers === 'object') return row;
  return answers === 'list' ? list : { anyOf: [row, list] };
}
