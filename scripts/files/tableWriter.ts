/**
 * Tables written to files: of which columns, and how. A file is whole or it is not there: what is written goes to a file beside it, which takes its
 * name at the end.
 */

/** What a column holds. A schema never depends on the rows: each type is written in one way, whatever the values are. */
export type ColumnType =
  /** A decimal as text, exact; in Parquet DECIMAL(38, `places`) in 16 bytes. */
  | 'decimal'
  /** Milliseconds since 1970, UTC. */
  | 'timestamp'
  /** A whole number of up to 64 bits. */
  | 'integer'
  /** A double, where no exact value is promised. */
  | 'double'
  | 'boolean'
  | 'text';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether a row may have none. */
  readonly isOptional?: boolean;
  /** Places after the point of a decimal. */
  readonly places?: number;
}

/** Of a row, by the columns: decimals and texts are strings, timestamps and integers numbers or bigints; null where it has none. */
export type TableRow = readonly (string | number | bigint | boolean | null)[];

export const tableFormats = ['csv', 'parquet', 'ndjson'] as const;
export type TableFormat = (typeof tableFormats)[number];

export interface TableWriter {
  /** Takes rows in order. What it returns resolves when more may come. @throws StartError where the disk is full or the file cannot be written */
  write(rows: readonly TableRow[]): Promise<void>;
  /** Ends the file and gives it its name. @param metadata said in the file where its format can, in `<file>.json` beside it where not */
  close(metadata: Readonly<Record<string, string>>): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}
