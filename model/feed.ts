import type { AnySchema } from 'ajv';
import type { RateLimit } from '../markets/market.js';
import type { Interval } from '../markets/markets.js';
import type { ExchangeRequest } from './exchangeRequest.ts';
import type { Entry, FeedQuery, LatestRow } from './feedQuery.ts';
import type { Scores } from './scores.ts';
import type { SeriesRow } from './seriesRow.ts';
import type { StreamedBook, StreamedCandles, StreamedEntry, StreamedRows } from './streamed.ts';

export type { Entry, FeedQuery, LatestRow } from './feedQuery.ts';

/** The pair of a request that asks for one pair only. */
export const onlyPair = ({ pairs: [symbol = ''] }: FeedQuery): string => symbol;

export interface SeriesQuery extends FeedQuery {
  /**
   * The score (open time or id) of the newest stored row that will not change; the request asks for what follows. Null while nothing is
   * stored.
   */
  readonly cursor: number | null;
  /** The cursor may lie far back, because the process has just started or polls have failed for a long time. */
  readonly resuming: boolean;
  readonly retention: number;
}

/** What the exchange answered. */
export interface Payload {
  /** Parsed JSON that has not been checked yet. */
  readonly data: unknown;
  /** As it was sent. */
  readonly text: string;
  /** Names the payload in messages. */
  readonly path: string;
}

interface FeedBase {
  /** The ajv schema of one row. The feed's other functions get only rows that it accepts. Each row is judged by itself. */
  readonly rowSchema: AnySchema;
}

export interface MarketFacts {
  /** How much weight the exchange allows in which window; null if it does not say. Its user judges whether the figure is possible. */
  readonly limits: RateLimit | null;
  /** The status of each symbol, in the exchange's own word. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Symbols that were asked for and are not listed, if the answer says so. An exchange that refuses such requests need not say it. */
  readonly unlisted?: readonly string[];
}

/** A row of a reply that has passed every check. */
export interface RightRow<Row> {
  readonly row: Row;
  /** The row's text as `textsOf` has found it; undefined if it found none. */
  readonly text: string | undefined;
  /** A row between it and the right one before it was left out. */
  readonly followsLeftOut?: boolean;
}

/** What another answer tells of all pairs, that rows are stored with: it is asked for now and then, by the worker of the rows. */
export interface Beside {
  readonly everySeconds: number;
  request(): ExchangeRequest;
  /** What it tells, by symbol. @throws InvalidPayload where it cannot be read */
  read(payload: Payload): ReadonlyMap<string, unknown>;
}

/** How the exchange is asked which row is the first from a time on. */
export interface FirstAt {
  /** @param time exchange-clock ms */
  request(query: FeedQuery, time: number): ExchangeRequest;
  /** The score of that row, as the answer tells it; null where it tells of none. */
  scoreIn(data: unknown): number | null;
}

/** How a feed asks for rows below its newest ones. */
export interface OlderRows {
  /**
   * Asks for the rows from `from` to `to`, both included. A page from `scores.pageStart(to)` on fits one reply. The request includes some
   * neighbours, if there are any: when they are right, a wrong row is not the fault of the whole payload.
   */
  between(query: FeedQuery, from: number, to: number): ExchangeRequest;
  /**
   * Asks for the rows just below `before`, with `before` itself. A reply with fewer than `pageRows` rows is the last: the exchange has no
   * older ones.
   */
  history(query: FeedQuery, before: number): ExchangeRequest;
  /** Which row is the first from a time on: where scores are ids, and the exchange can be asked so. */
  readonly firstAt?: FirstAt;
  /** The exchange does not keep rows below this score, and refuses to be asked for them. Absent: it answers what it has. */
  keptFrom?(query: FeedQuery): number;
}

/** Whether the exchange does not keep a row with this score any more, so that nothing from there on down can be asked for. */
export const isForgotten = ({ keptFrom }: OlderRows, query: FeedQuery, score: number): boolean =>
  keptFrom !== undefined && score < keptFrom(query);

/** A feed whose rows are ordered by open time or id. */
export interface SeriesFeed<Row = unknown> extends FeedBase {
  readonly shape: 'series';
  /** Which of its table row's `kinds` it stores. */
  readonly kind: string;
  /** The newest row changes until it is final, as a forming candle does. */
  readonly isForming: boolean;
  /** Most rows that the exchange puts into one reply. */
  readonly pageRows: number;
  /** The payload's rows, oldest first. @throws InvalidPayload when it has another outer shape */
  rowsIn(payload: Payload): readonly unknown[];
  /** The newest rows, from the cursor on; absent: they cannot be asked for, and come by streams alone. */
  request?(query: SeriesQuery): ExchangeRequest;
  /** Why a row that fits the schema is impossible all the same; null if it is possible. */
  faultOf(row: Row, query: FeedQuery): string | null;
  /** The score of a row, even of one that does not fit the schema; null if it cannot be told. */
  scoreOf(row: unknown): number | null;
  /** Turns the right rows of a reply into what is stored, in rising order of score. */
  toRows(rows: readonly RightRow<Row>[], query: FeedQuery): SeriesRow[];
  /** The time of a stored row, exchange-clock ms; absent: it is its score. */
  timeOf?(member: string): number;
  /** The text of each row of a reply, oldest first, if it can be stored as it was sent; null if the reply is written in another form. */
  textsOf?(reply: string): readonly string[] | null;
  /** Whether more rows follow a reply with so many rows, bad ones included. If so, the next request starts at its last row. */
  hasMore(query: SeriesQuery, count: number): boolean;
  readonly scores: Scores;
  /** How older rows are asked for; absent: the exchange has none, so what is missed is missed for good. */
  readonly older?: OlderRows;
  /**
   * Asks for the oldest row from `from` on, which tells whether there are any in a span of time. For candles only, and if the exchange can
   * be asked so.
   */
  oldest?(query: FeedQuery, from: number): ExchangeRequest;
  /** Whether a stored member and a row with the same score are the same row: whether the fields that never change are equal. */
  isSame(stored: string, row: SeriesRow): boolean;
  /** Whether the newest stored member and the exchange's newest row cannot belong to the same market: the exchange has begun anew since. */
  isOutlived(stored: string, newest: SeriesRow, query: FeedQuery): boolean;
  /**
   * The lowest score that a row of this time may have (exchange-clock ms). For rows that nobody can ask for: it tells which ones are missing after an
   * outage, though none may have come since. Absent: only rows tell.
   */
  scoreAt?(time: number): number;
  /** What its newest rows are stored with besides; absent: nothing. */
  readonly beside?: Beside;
  /** How its rows come by streams; absent: they do not. */
  readonly streamed?: StreamedRows | StreamedCandles;
}

/** A series that can be asked for, older rows included. */
export type AskedSeries<Row = unknown> = SeriesFeed<Row> & Required<Pick<SeriesFeed<Row>, 'request' | 'older'>>;

/** A feed that keeps one newest value of each pair. */
export interface LatestFeed<Row = unknown> extends FeedBase {
  readonly shape: 'latest';
  request(query: FeedQuery): ExchangeRequest;
  /** The payload's rows, one for each pair. @throws InvalidPayload when it has another outer shape */
  entries(payload: Payload, query: FeedQuery): Entry[];
  /** Makes what is stored; null if the exchange has nothing of the pair yet. @throws InvalidPayload when the row contradicts itself */
  valueOf(row: Row, entry: Entry, query: FeedQuery): LatestRow | null;
  /** What a payload says of the market beside the rows: limits, statuses and who is not listed. Unreadable parts are left out. */
  facts?(payload: Payload, query: FeedQuery): MarketFacts;
  /** How its values come by streams; absent: they do not. */
  readonly streamed?: StreamedEntry | StreamedBook;
}

export type Feed = SeriesFeed | LatestFeed;

/** A feed's part of CONFIG.json. */
export type FeedOptions = Readonly<Record<string, unknown>>;

/**
 * What a feed's file exports: it makes the feed with the settings of CONFIG.json. `interval` in minutes, for candles only. (The type is written
 * as a method so that a factory may name only the settings that its own table row has.)
 */
export type FeedFactory = { of(options: FeedOptions, interval: Interval | undefined): Feed }['of'];
