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
