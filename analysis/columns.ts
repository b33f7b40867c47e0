import type { RowsPart } from './snapshot.ts';

/** What stands in a row, by the name of its column. */
export type Field<Name extends string> = (name: Name) => unknown;

/** What is read of each row; null: the rows have not all of these columns, or one of them cannot be read. */
export function readRows<Name extends string, Row>(
  { columns, rows }: RowsPart,
  names: readonly Name[],
  read: (field: Field<Name>) => Row | null,
): readonly Row[] | null {
  const places = new Map(names.map((name) => [name, columns.indexOf(name)]));
  if ([...places.values()].includes(-1)) return null;
  return allOf(rows.map((row) => read((name) => row[places.get(name) ?? -1])));
}

/** All of them; null: one is null. */
export function allOf<Value>(values: readonly (Value | null)[]): readonly Value[] | null {
  return values.includes(null) ? null : (values as readonly Value[]);
}

/** A count, an id or a time; null: it is none. */
export const countIn = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
