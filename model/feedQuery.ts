/** What is asked of the exchange, and when: all that a feed may know when it asks and parses, so that parsing is a pure function. */
export interface FeedQuery {
  /** The pairs that are asked for, by the exchange's names. */
  readonly pairs: readonly string[];
  /** Exchange-clock ms at which the request is sent. */
  readonly asOf: number;
  /** How far `asOf` may be off, ms. */
  readonly uncertainty: number;
  /**
   * What the exchange itself says of the rows: that they are final (true) or still form (false), whatever the clock says. Absent: it does not
   * say, as in answers.
   */
  readonly isClosed?: boolean;
  /** What the feed's `beside` has told last, by symbol, and since when (exchange-clock ms) this process knows of any; absent: of none yet. */
  readonly beside?: { readonly since: number; readonly of: ReadonlyMap<string, unknown> };
}

/** One pair's row of a payload. */
export interface Entry {
  /** The exchange's name of the pair; '' if the row does not say. */
  readonly symbol: string;
  readonly row: unknown;
  /** The row as it was sent. */
  readonly text: string;
}

/** What is stored of it. */
export interface LatestRow {
  /** JSON with the exchange's fields, as it was sent. */
  readonly value: string;
  /** The exchange's sequence number, if the value has one. */
  readonly order?: number;
  /** In words, what was left out of the value. */
  readonly leftOut?: readonly string[];
}
