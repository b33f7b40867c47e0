/** A kind of stream that an exchange offers. */
export interface StreamKind {
  /** How its streams are called, with what varies in angle brackets: `<symbol>@kline_<interval>`. */
  readonly name: string;
  /** What it tells, in a few words. */
  readonly says: string;
}

/** What stands in angle brackets in the name of a kind. */
export interface Placeholder {
  readonly says: string;
  /** All that it may be; absent: what `pattern` accepts. */
  readonly values?: readonly string[];
  /** Source of a regular expression (flag `u`) without groups that capture. */
  readonly pattern?: string;
}

/** The names that streams of a market may have: pure. */
export interface StreamNames {
  readonly kinds: readonly StreamKind[];
  readonly placeholders: Readonly<Record<string, Placeholder>>;
  /** What a name stands for; null: the exchange has no such stream. */
  read(name: string): NamedStream | null;
}

export interface NamedStream {
  readonly kind: StreamKind;
  /** The exchange's name of what is traded, e.g. BTCUSDT; null: the stream is of many, or of something that has no such name. */
  readonly symbol: string | null;
}
