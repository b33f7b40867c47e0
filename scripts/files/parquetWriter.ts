import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { parquetColumn } from './parquetColumn.ts';
import { readGroups, writeGroups } from './parquetGroups.ts';
import type { TableColumn, TableWriter } from './tableWriter.ts';
import type { WholeFile } from './wholeFile.ts';

/** Rows of a row group: what is held in memory at once. */
const ROWS_OF_GROUP = 50_000;

/**
 * Writes a table as Parquet, compressed by Snappy: row groups of up to 50,000 rows, each written as soon as it is full. Metadata goes to the
 * footer's key-value pairs.
 *
 * @param state of the checkpoint at which the file is continued
 */
export function createParquetWriter(
  file: WholeFile,
  columns: readonly TableColumn[],
  state?: string,
  rowsOfGroup = ROWS_OF_GROUP,
): TableWriter {
  const filled = columns.map((column) => parquetColumn(column, rowsOfGroup));
  const bytes = new ByteWriter();
  const root = { name: 'rows', num_children: columns.length };
  const schema = [root, ...filled.map(({ physical }) => physical)];
  // It begins by writing the four bytes that a Parquet file begins with.
  const parquet = new ParquetWriter({ writer: bytes, schema, createdBy: 'binance-collector' });
  if (state !== undefined) {
    bytes.index = 0;
    bytes.offset = file.size;
    parquet.row_groups = readGroups(state);
    parquet.num_rows = parquet.row_groups.reduce((total, { num_rows }) => total + num_rows, 0n);
  }
  let count = 0;

  const flush = async (): Promise<void> => {
    const written = bytes.getBytes();
    // The library goes on with the same buffer, but not before this is written.
    bytes.index = 0;
    await file.write(written);
  };

  const writeGroup = async (): Promise<void> => {
    if (count === 0) return;
    const rows = count;
    count = 0;
    const columnData = filled.map(({ element, encoding, statistics, values }) => ({
      name: element.name,
      ...(encoding === undefined ? {} : { encoding }),
      statistics,
      offsetIndex: false,
      // Made when the library comes to the column, and then let go: of all columns at once it would take the most memory of all.
      get data() {
        return values(rows);
      },
    }));
    parquet.write({ columnData, rowGroupSize: rows });
    await flush();
  };

  return {
    write: async (rows) => {
      for (const row of rows) {
        for (let index = 0; index < filled.length; index += 1) filled[index]?.put(count, row[index]);
        count += 1;
        if (count === rowsOfGroup) await writeGroup();
      }
    },
    checkpoint: async () => {
      await writeGroup();
      await flush();
      await file.sync();
      return { size: file.size, state: writeGroups(parquet.row_groups) };
    },
    close: async (metadata) => {
      await writeGroup();
      parquet.kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
      parquet.schema = [root, ...filled.map(({ element }) => element)];
      parquet.finish();
      await flush();
      await file.commit();
      return file.size;
    },
    leave: () => file.leave(),
    abort: () => file.abort(),
  };
}
