import type { TableRow, TableWriter } from '../files/tableWriter.ts';
import type { ExportTable } from './exportTable.ts';
import { lineSinkOf } from './lineSink.ts';

/** Where the rows of an export go. */
export interface RowSink {
  /** Takes a stored member. It is written by `flush`. @returns null: it is no row of the feed, and is left out */
  add(code: string, member: string): AddedRow | null;
  /** Writes what was added. Throws as `TableWriter.write` does. */
  flush(): Promise<void>;
}

export interface AddedRow {
  /** ms */
  readonly time: number;
  /** It may change yet: a candle that has not ended, or that was only summed up from shorter ones. */
  readonly isForming: boolean;
}

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
