import type { LineFormat, TableColumn } from './tableWriter.ts';

const SPECIAL = /[",\r\n]/;

/**
 * CSV by RFC 4180, lines ended by \n as those of Binance's own files: a line of names, then the rows. Decimals stand as they came, timestamps as
 * milliseconds since 1970 (UTC), booleans as `true` and `false`, nothing as nothing; an empty text is `""`.
 */
export function csvFormat(columns: readonly TableColumn[]): LineFormat {
  // Only texts can hold what must be quoted: to look for it in each decimal would take as long as all else.
  const isText = columns.map(({ type }) => type === 'text');
  return {
    head: `${columns.map(({ name }) => quoted(name)).join()}\n`,
    lineOf(row) {
      let line = '';
      for (let index = 0; index < row.length; index += 1) {
        const value = row[index];
        if (index > 0) line += ',';
        if (value !== null && value !== undefined) line += isText[index] === true ? quoted(String(value)) : value;
      }
      return `${line}\n`;
    },
    before: (index) => (index === 0 ? '' : ','),
    textOf: quoted,
    keepsQuotes: false,
    nothing: '',
    end: '\n',
  };
}

function quoted(text: string): string {
  if (text === '') return '""';
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
