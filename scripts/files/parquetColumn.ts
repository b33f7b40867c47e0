import type { SchemaElement } from 'hyparquet-writer';
import { StartError } from '../../runtime/errors.ts';
import { DECIMAL_BYTES, DECIMAL_DIGITS, type DecimalFault, writeDecimal } from './decimalBytes.ts';
import type { TableColumn, TableRow } from './tableWriter.ts';

type Value = TableRow[number] | undefined;

/** Places of a decimal whose column names none. */
const PLACES = 8;

/** A column of a row group, while it is filled. */
export interface ParquetColumn {
  /** As the file describes it. */
  readonly element: SchemaElement;
  /** As the library is to take it while rows are written. */
  readonly physical: SchemaElement;
  /** Absent: the library picks between a dictionary and the values themselves. */
  readonly encoding?: 'PLAIN';
  /** Whether the file says the lowest and the highest value of each row group, so that readers can pass over it. */
  readonly statistics: boolean;
  /** @throws StartError where the value does not fit the column */
  put(index: number, value: Value): void;
  /** What the library takes for the first `count` rows. */
  values(count: number): unknown[];
}

/** @param most rows of a row group */
export function parquetColumn(column: TableColumn, most: number): ParquetColumn {
  const { type } = column;
  return type === 'decimal' ? decimalColumn(column, most) : plainColumn({ ...column, type }, most);
}

type PlainType = Exclude<TableColumn['type'], 'decimal'>;
type PlainColumn = TableColumn & { readonly type: PlainType };

/**
 * Decimals are kept as the bytes of all rows in one piece, since an object for each would take ten times as much. While they are written, the library is
 * told that they are bytes and no more: of decimals it wants a BigInt each. It compares bytes without their sign, so it must not look for the lowest.
 */
function decimalColumn({ name, isOptional = false, places = PLACES }: TableColumn, most: number): ParquetColumn {
  const bytes = new Uint8Array(most * DECIMAL_BYTES);
  const view = new DataView(bytes.buffer);
  const isNull = new Uint8Array(most);
  const [precision, scale] = [DECIMAL_DIGITS, places];
  const physical: SchemaElement = {
    name,
    type: 'FIXED_LEN_BYTE_ARRAY',
    type_length: DECIMAL_BYTES,
    repetition_type: repetitionOf(isOptional),
  };
  const said = {
    converted_type: 'DECIMAL',
    logical_type: { type: 'DECIMAL', precision, scale },
    precision,
    scale,
  } as const;
  return {
    element: { ...physical, ...said },
    physical,
    encoding: 'PLAIN',
    statistics: false,
    put: (index, value) => {
      isNull[index] = value == null ? 1 : 0;
      if (value == null) return refuseNull(name, isOptional);
      const text = typeof value === 'string' ? value : String(value);
      const fault = writeDecimal(view, index * DECIMAL_BYTES, text, places);
      if (fault !== null) throw new StartError(explain(name, text, places, fault));
    },
    values: (count) => {
      const values = new Array<Uint8Array | null>(count);
      for (let index = 0; index < count; index += 1) {
        const at = index * DECIMAL_BYTES;
        values[index] = isNull[index] === 1 ? null : bytes.subarray(at, at + DECIMAL_BYTES);
      }
      return values;
    },
  };
}

function plainColumn({ name, type, isOptional = false }: PlainColumn, most: number): ParquetColumn {
  const values = new Array<unknown>(most);
  const element: SchemaElement = { name, repetition_type: repetitionOf(isOptional), ...elementOf[type] };
  return {
    element,
    physical: element,
    statistics: true,
    put: (index, value) => {
      if (value == null) refuseNull(name, isOptional);
      const read = value == null ? null : readerOf[type](value);
      if (read === undefined) throw new StartError(`column ${name} is of the type ${type}: ${String(value)} is none`);
      values[index] = read;
    },
    values: (count) => values.slice(0, count),
  };
}

const repetitionOf = (isOptional: boolean) => (isOptional ? 'OPTIONAL' : 'REQUIRED');

const elementOf = {
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } },
  integer: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
} as const satisfies Record<PlainType, Partial<SchemaElement>>;

const whole = (value: Value): bigint | undefined =>
  Number.isSafeInteger(value) || typeof value === 'bigint' ? BigInt(value as number | bigint) : undefined;

/** What the library takes of a value; undefined: it is of another type. */
const readerOf: Readonly<Record<PlainType, (value: Value) => unknown>> = {
  timestamp: whole,
  integer: whole,
  double: (value) => (typeof value === 'number' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  text: (value) => (typeof value === 'string' ? value : undefined),
};

function refuseNull(name: string, isOptional: boolean): void {
  if (!isOptional) throw new StartError(`column ${name} may not be empty, and a row has no value for it`);
}

function explain(name: string, text: string, places: number, fault: DecimalFault): string {
  const value = `column ${name}: ${text.slice(0, 80)}`;
  if (fault === 'no decimal') return `${value} is no decimal`;
  const holds = `DECIMAL(${DECIMAL_DIGITS}, ${places}) holds ${DECIMAL_DIGITS - places} digits before the point and ${places} behind it`;
  return `${value} has ${fault}: ${holds}; nothing is rounded, --format csv keeps it as it is`;
}
