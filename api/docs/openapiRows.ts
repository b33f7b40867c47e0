import type { Column, FeedRow } from '../../markets/market.js';

/** The part of JSON Schema 2020-12 used here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const milliseconds = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
export const nullable = ({ type, ...rest }: JsonSchema): JsonSchema => ({ ...rest, type: [type, 'null'] });
export const text = (description: string): JsonSchema => ({ type: 'string', description });
export const integer = (description: string): JsonSchema => ({ type: 'integer', description });
export const yesOrNo = (description: string): JsonSchema => ({ type: 'boolean', description });

export const decimal = (description: string): JsonSchema => ({
  type: 'string',
  pattern: '^-?[0-9]+(\\.[0-9]+)?$',
  description,
});

/** An object with exactly these members. */
export function exactly(properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

/** An object as the exchange sends it: the exchange may add members at any time. */
function atLeast(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

const types: Readonly<Record<Column['type'], (description: string) => JsonSchema>> = {
  integer,
  decimal,
  milliseconds,
  boolean: yesOrNo,
  text,
  objects: (description) => ({ type: 'array', items: { type: 'object' }, description }),
};

const typeOf = ({ type, says, nullable: mayBeNull }: Column): JsonSchema =>
  mayBeNull ? nullable(types[type](says)) : types[type](says);

const members = (columns: readonly (Column | null)[]): Record<string, JsonSchema> =>
  Object.fromEntries(columns.flatMap((column) => (column === null ? [] : [[column.name, typeOf(column)]])));

const bookLevel = exactly({
  level: integer('1 is the best'),
  bidPrice: nullable(decimal('Bid price; null where the side is shorter')),
  bidQty: nullable(decimal('Bid quantity')),
  askPrice: nullable(decimal('Ask price; null where the side is shorter')),
  askQty: nullable(decimal('Ask quantity')),
});

/** What a row of a feed looks like in GetData. */
export function rowSchemaOf(row: FeedRow): JsonSchema {
  if (row.shape === 'series') return exactly(members(row.columns));
  return row.view === 'book' ? bookLevel : atLeast(members(row.fields));
}
