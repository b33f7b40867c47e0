import type { Column } from '../markets/market.js';
import type { Collector } from '../markets/markets.js';
import { createValidator } from '../model/validate.ts';
import type { Target } from './targets.ts';

/** Checks a stored row: why it is not valid, or undefined. */
export type SchemaCheck = (target: Target, row: string) => string | undefined;

/** What a stored field of a type is. */
const fields: Readonly<Record<Column['type'], object>> = {
  integer: { type: 'integer' },
  decimal: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' },
  milliseconds: { type: 'integer', minimum: 1_000_000_000_000, maximum: 9_999_999_999_999 },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  objects: { type: 'array' },
};

/**
 * A latest value has to fit the schema that its feed has for the exchange's rows, and so have the rows of a series that are stored as they
 * are sent, but for their state. Of others each field has to be what the table says of its column.
 */
export function createSchemaCheck(): SchemaCheck {
  const checks = new Map<string, (row: unknown, what: string) => unknown>();
  return (target, text) => {
    const { collector } = target;
    const check = checks.get(collector.name) ?? createValidator(schemaOf(target));
    checks.set(collector.name, check);
    try {
      const row: unknown = JSON.parse(text);
      check(isStoredAsSent(target) ? withoutState(row, target) : row, 'stored');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

const isStoredAsSent = ({ feed }: Target): boolean =>
  feed.shape === 'latest' || (Object(feed.rowSchema) as { type?: unknown }).type === 'array';

const schemaOf = (target: Target) => (isStoredAsSent(target) ? target.feed.rowSchema : columnsOf(target.collector));

const withoutState = (row: unknown, { layout }: Target): unknown =>
  Array.isArray(row) && layout.state > 0 ? row.toSpliced(layout.state - 1, 1) : row;

function columnsOf({ row }: Collector): object {
  const items = row.shape === 'series' ? row.columns.map((column) => (column === null ? {} : fields[column.type])) : [];
  return { type: 'array', items, minItems: items.length, maxItems: items.length };
}
