import type { LineFormat, TableColumn } from './tableWriter.ts';

/**
 * NDJSON: an object a line, its members in the order of the columns, null where a row has nothing. Decimals are texts, as they came; timestamps are
 * milliseconds since 1970 (UTC).
 */
export function ndjsonFormat(columns: readonly TableColumn[]): LineFormat {
  const isDecimal = columns.map(({ type }) => type === 'decimal');
  const names = columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return {
    head: '',
    lineOf: (row) => {
      let line = '';
      for (let index = 0; index < names.length; index += 1) {
        const value = row[index];
        if (typeof value !== 'string') line += names[index] + String(value ?? null);
        // A decimal holds nothing that JSON would have to say otherwise.
        else line += isDecimal[index] === true ? `${names[index]}"${value}"` : names[index] + JSON.stringify(value);
      }
      return `${line}}\n`;
    },
    before: (index) => names[index] ?? '',
    textOf: (text) => JSON.stringify(text),
    keepsQuotes: true,
    nothing: 'null',
    end: '}\n',
  };
}
