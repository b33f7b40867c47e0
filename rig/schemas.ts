import type { AnySchema } from 'ajv';
import type { Column } from '../markets/market.js';
import { createValidator } from '../model/validate.ts';
import type { Target } from './targets.ts';

/** Checks a stored row: why it is not valid, or undefined. */
export type SchemaCheck = (target: Target, row: string) => string | undefined;

const decimal = { type: 'string', pattern: '^\\d+(\\.\\d+)?$' };

/** What a stored field of a type is. */
const fields: Readonly<Record<Column['type'], object>> = {
  integer: { type: 'integer' },
  decimal,
  milliseconds: { type: 'integer', minimum: 1_000_000_000_000, maximum: 9_999_999_999_999 },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  objects: { type: 'array' },
};
const signed = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };

/** Markets send more with a book than is stored. */
const side = { type: 'array', items: { type: 'array', items: [decimal, decimal], minItems: 2, maxItems: 2 } };
const book = {
  type: 'object',
  properties: { lastUpdateId: { type: 'integer' }, bids: side, asks: side },
  required: ['lastUpdateId', 'bids', 'asks'],
  additionalProperties: false,
};

/**
 * A latest value has to fit the schema that its feed has for the exchange's rows, and so have candles that are stored as they are sent, but for
 * their state. Of a book, and of other rows, each field has to be what the table says.
 */
export function createSchemaCheck(): SchemaCheck {
  const checks = new Map<string, (row: unknown, what: string) => unknown>();
  return (target, text) => {
    const { collector } = target;
    const check = checks.get(collector.name) ?? createValidator(schemaOf(target));
    checks.set(collector.name, check);
    try {
      check(withoutState(JSON.parse(text), target), 'stored');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

function schemaOf({ collector: { row }, feed, layout }: Target): AnySchema {
  if (row.shape === 'latest') return row.view === 'book' ? book : feed.rowSchema;
  const columns = row.columns.filter((_, index) => index !== layout.state - 1);
  const sent = (Object(feed.rowSchema) as { readonly items?: unknown }).items;
  return Array.isArray(sent) && sent.length === columns.length ? feed.rowSchema : columnsOf(columns);
}

const withoutState = (row: unknown, { layout }: Target): unknown =>
  Array.isArray(row) && layout.state > 0 ? row.toSpliced(layout.state - 1, 1) : row;

function columnsOf(columns: readonly (Column | null)[]): object {
  const items = columns.map((column) => (column === null ? {} : fieldOf(column)));
  return { type: 'array', items, minItems: items.length, maxItems: items.length };
}

function fieldOf(column: Column): object {
  const field = column.signed ? signed : fields[column.type];
  return column.nullable ? { anyOf: [field, { type: 'null' }] } : field;
}
