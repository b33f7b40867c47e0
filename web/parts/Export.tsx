import { useState } from 'preact/hooks';
import { type CsvColumn, csvFileName, csvOf } from '../figures/csv.ts';
import { serverNow } from '../state/clock.ts';

interface ExportProps<Row> {
  /** What it is, in the file's name: `audit`. */
  readonly name: string;
  readonly columns: readonly CsvColumn<Row>[];
  /** All rows that are shown. */
  readonly rows: readonly Row[];
}

/** The address of a file is given back after so long: the browser has read it by then, ms. */
const READ_MS = 10_000;

/** Saves what is shown as CSV. The file is made here: nothing is asked of the API. */
export function Export<Row>({ name, columns, rows }: ExportProps<Row>) {
  const [said, setSaid] = useState('');
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csvOf(columns, rows)], { type: 'text/csv' }));
    link.download = csvFileName(name, serverNow());
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), READ_MS);
    setSaid(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'} saved as ${link.download}`);
  };
  return (
    <>
      <button type="button" class="export" onClick={save}>
        Save as CSV
      </button>
      <span class="hidden" role="status">
        {said}
      </span>
    </>
  );
}
