import type { TableRow, TableWriter } from '../files/tableWriter.ts';
import type { RowSink } from './addedRow.ts';
import type { ExportTable } from './exportTable.ts';
import { lineSinkOf } from './lineSink.ts';

/** Formats of lines get their lines as texts, others the values. */
export function rowSinkOf(table: ExportTable, writer: TableWriter): RowSink {
  if (writer.lines !== undefined) return lineSinkOf(table, writer.lines);
  let rows: TableRow[] = [];
  return {
    add(code, member) {
      const made = table.rowOf(code, member);
      if (made !== null) rows.push(made.row);
      return made;
    },
    async flush() {
      const added = rows;
      rows = [];
      if (added.length > 0) await writer.write(added);
    },
  };
}
