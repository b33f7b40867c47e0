/**
 * Tables written to files: of which columns, and how. A file is whole or it is not there: what is written goes to a file beside it, which takes its
 * name at the end.
 */

/** What a column holds. A schema never depends on the rows: each type is written in one way, whatever the values are. */
export type ColumnType =
  /** A decimal as text, exact; in Parquet DECIMAL(38, `places`) in 16 bytes. */
  | 'decimal'
  /** Milliseconds since 1970, UTC; in CSV and NDJSON that number, in Parquet a timestamp in UTC. */
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
  /** Places after the point of a decimal, 0 to 38; absent: 8, what Binance gives prices and quantities. Only Parquet needs it. */
  readonly places?: number;
}

/** Of a row, by the columns: decimals and texts are strings, timestamps and integers numbers or bigints; null where it has none. */
export type TableRow = readonly (string | number | bigint | boolean | null)[];

export const tableFormats = ['csv', 'parquet', 'ndjson'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Where a file that is not finished can be continued after the end of its process: its size, and what its writer must know. */
export interface Checkpoint {
  readonly size: number;
  /** In the writer's own words. */
  readonly state: string;
}

export interface TableWriter {
  /** Takes lines that are made already; absent where the format has none. */
  readonly lines?: LinesOutput;
  /**
   * Takes rows in order. What it returns resolves when more may come.
   *
   * @throws StartError where the disk is full or the file cannot be written, or a value does not fit its column: nothing is cut or rounded
   */
  write(rows: readonly TableRow[]): Promise<void>;
  /** Writes out what came so far, so that it outlives the machine. Only of use where the file was opened with `work`. */
  checkpoint(): Promise<Checkpoint>;
  /**
   * Ends the file and gives it its name. @returns its size, bytes
   *
   * @param metadata said in the file where its format can, in `<file>.json` beside it where not; without entries there is none
   */
  close(metadata: Readonly<Record<string, string>>): Promise<number>;
  /** Ends without a file. What was written up to the last checkpoint stays where the file was opened with `work`. */
  leave(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** What tells one format of lines from another. */
export interface LineFormat {
  /** The line before all rows, with its end; '' where there is none. */
  readonly head: string;
  /** The line of a row, with its end. */
  lineOf(row: TableRow): string;
  /** What stands before the value of a column. @param index of the column, from 0 */
  before(index: number): string;
  /** A text as a value. */
  textOf(text: string): string;
  /** Whether decimals and texts stand in quotes, as JSON has them. Without them, one that must be quoted is not for who puts lines together. */
  readonly keepsQuotes: boolean;
  /** The value of a row that has none. */
  readonly nothing: string;
  /** What ends a line. */
  readonly end: string;
}

/** For who puts the lines together. */
export interface LinesOutput {
  readonly format: LineFormat;
  /** Takes whole lines, UTF-8. Who calls must leave the bytes as they are until it resolves. @throws StartError as `TableWriter.write` */
  write(lines: Uint8Array): Promise<void>;
}
