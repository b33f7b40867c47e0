/** A column of a table, with what stands in it. */
export interface CsvColumn<Row> {
  readonly name: string;
  of(row: Row): CsvValue;
}

/** Null and undefined: nothing is known, the cell is empty. */
export type CsvValue = string | number | boolean | null | undefined;

/** A table as CSV (RFC 4180), with the names of the columns first. */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(({ name }) => cellOf(name)),
    ...rows.map((row) => columns.map(({ of }) => cellOf(of(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** What spreadsheets take for a formula; they pass over spaces in front. A number is none. */
const formula = /^\s*[=+\-@\t\r]/;
const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function cellOf(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = formula.test(value) && !number.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The name of a file with what was shown then, `binance-collector-audit-20261127T153000Z.csv`. @param at ms */
export function csvFileName(what: string, at: number): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `binance-collector-${what.replaceAll(/[^\w.-]+/g, '-')}-${time}Z.csv`;
}
