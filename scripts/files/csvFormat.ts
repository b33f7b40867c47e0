import type { LineFormat } from './linesWriter.ts';
import type { TableColumn, TableRow } from './tableWriter.ts';

const SPECIAL = /[",\r\n]/;

/**
 * CSV by RFC 4180, lines ended by \n as those of Binance's own files: a line of names, then the rows. Decimals stand as they came, timestamps as
 * milliseconds since 1970 (UTC), booleans as `true` and `false`, nothing as nothing; an empty text is `""`.
 */
export function csvFormat(columns: readonly TableColumn[]): LineFormat {
  return { head: lineOf(columns.map(({ name }) => name)), lineOf };
}

function lineOf(row: TableRow): string {
  let line = cell(row[0]);
  for (let index = 1; index < row.length; index += 1) line += `,${cell(row[index])}`;
  return `${line}\n`;
}

function cell(value: TableRow[number] | undefined): string {
  if (typeof value === 'string') {
    if (value === '') return '""';
    return SPECIAL.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }
  return value === null || value === undefined ? '' : String(value);
}
