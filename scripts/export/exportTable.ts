import type { Column, SeriesRow } from '../../markets/market.js';
import { FINAL, FORMING, ROLLED_UP } from '../../model/candle.ts';
import { parseJson } from '../../model/parseJson.ts';
import type { ColumnType, TableColumn, TableRow } from '../files/tableWriter.ts';
import { timePlaceOf } from '../history/timePlace.ts';
import type { AddedRow } from './addedRow.ts';
import { memberPatternOf } from './memberPattern.ts';

/** How the rows of a feed become those of a table. */
export interface ExportTable {
  /** The pair's code, then the columns of the feed's row of the table. They depend on that alone, never on the rows. */
  readonly columns: readonly TableColumn[];
  /** What each of them means. */
  readonly says: Readonly<Record<string, string>>;
  /** The fields of a stored member, in their order. */
  readonly stored: readonly StoredField[];
  /** Place of the time among them. */
  readonly timePlace: number;
  /** What members look like as a rule: `memberPatternOf`. */
  readonly pattern: RegExp;
  /** The row that a stored member is; null: it is none of the feed. */
  rowOf(code: string, member: string): ExportRow | null;
}

export interface StoredField {
  /** It is a column of the table. */
  readonly isShown: boolean;
  /** It says whether the row is final: shown as true or false. */
  readonly isState: boolean;
}

interface ExportRow extends AddedRow {
  readonly row: TableRow;
}

/** A field that is shown. */
interface Part {
  readonly place: number;
  readonly isNullable: boolean;
  readonly isRight: (field: unknown) => boolean;
}

type Field = string | number | boolean | null;

/** `objects` are no columns of series. */
const typeOf: Readonly<Record<Column['type'], ColumnType>> = {
  decimal: 'decimal',
  integer: 'integer',
  milliseconds: 'timestamp',
  boolean: 'boolean',
  text: 'text',
  objects: 'text',
};

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** What a field must be. */
const isOf: Readonly<Record<ColumnType, (field: unknown) => boolean>> = {
  decimal: (field) => typeof field === 'string' && DECIMAL.test(field),
  timestamp: Number.isSafeInteger,
  integer: Number.isSafeInteger,
  double: () => false,
  boolean: (field) => typeof field === 'boolean',
  text: (field) => typeof field === 'string',
};

/** The table of a feed. @throws RangeError for a feed whose rows have no time */
export function exportTableOf({ columns: all, changes }: Pick<SeriesRow, 'columns' | 'changes'>): ExportTable {
  const shown = all.flatMap((column, place) => (column === null ? [] : [{ column, place }]));
  const timePlace = timePlaceOf({ columns: all });
  const statePlace = shown.find(({ column }) => column.name === changes?.state)?.place ?? -1;
  const columns = shown.map(
    ({ column: { name, type, nullable = false, places } }): TableColumn => ({
      name,
      type: typeOf[type],
      ...(nullable && { isOptional: true }),
      ...(places !== undefined && { places }),
    }),
  );
  const parts = shown.map(
    ({ column, place }): Part => ({
      place,
      isNullable: column.nullable === true,
      isRight: isOf[typeOf[column.type]],
    }),
  );
  const pattern = memberPatternOf(all, statePlace);
  const states: unknown[] = [ROLLED_UP, FORMING, FINAL];
  return {
    columns: [{ name: 'code', type: 'text' }, ...columns],
    says: Object.fromEntries([['code', 'Pair'], ...shown.map(({ column: { name, says } }) => [name, says])]),
    stored: all.map((column, place) => ({ isShown: column !== null, isState: place === statePlace })),
    timePlace,
    pattern,
    rowOf: (code, member) => {
      const fields = parseJson(member);
      if (!Array.isArray(fields) || fields.length !== all.length) return null;
      const isUsual = pattern.test(member);
      const row: Field[] = [code];
      let isForming = false;
      for (let index = 0; index < parts.length; index += 1) {
        const { place, isNullable, isRight } = parts[index] as Part;
        const field: unknown = fields[place];
        if (place === statePlace) {
          if (!states.includes(field)) return null;
          isForming = field !== FINAL;
          row.push(!isForming);
        } else {
          if (!isUsual && !isRight(field) && !(field === null && isNullable)) return null;
          row.push(field as Field);
        }
      }
      return { row, time: fields[timePlace] as number, isForming };
    },
  };
}
