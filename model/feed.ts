import type { AnySchema } from 'ajv';
import type { RateLimit } from '../markets/market.js';
import type { Interval } from '../markets/markets.js';
import type { ExchangeRequest } from './exchangeRequest.ts';
import type { Scores } from './scores.ts';
import type { SeriesKind, SeriesRow } from './seriesRow.ts';

/** What is asked of the exchange, and when: all that a feed may know when it asks and parses, so that parsing is a pure function. */
export interface FeedQuery {
  /** The pairs that are asked for, by the exchange's names. */
  readonly pairs: readonly string[];
  /** Exchange-clock ms at which the request is sent. */
  readonly asOf: number;
  /** How far `asOf` may be off, ms. */
  readonly uncertainty: number;
}

/** The pair of a feed that asks for one at a time. */
export const onlyPair = ({ pairs: [symbol = ''] }: FeedQuery): string => symbol;

export interface SeriesQuery extends FeedQuery {
  /** Score of the newest stored row that is settled, or null while nothing is stored: what follows is asked for. */
  readonly cursor: number | null;
  /** The cursor may lie far back: the process has just started, or polls have failed for long. */
  readonly resuming: boolean;
  readonly retention: number;
}

/** What the exchange answered. */
export interface Payload {
  /** Parsed JSON that nothing has checked yet, but for the type. */
  readonly data: unknown;
  /** As it was sent. */
  readonly text: string;
  /** Names it in messages. */
  readonly path: string;
}

interface FeedBase {
  /** ajv schema of one row: nothing reaches the feed's other functions that it has not accepted. Each row is judged by itself. */
  readonly rowSchema: AnySchema;
}

export interface MarketFacts {
  /** How much weight the exchange allows in which window; null: it does not say. Whether it can be is judged by whoever uses it. */
  readonly limits: RateLimit | null;
  /** Symbol → status, in the exchange's own word. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** A row of a reply that is right. */
export interface RightRow<Row> {
  readonly row: Row;
  /** What `textsOf` has found of it; undefined: nothing. */
  readonly text: string | undefined;
}

/** A feed whose rows are ordered by open time or id. The payload is a list of rows, oldest first. */
export interface SeriesFeed<Row = unknown> extends FeedBase {
  readonly shape: 'series';
  readonly kind: SeriesKind;
  /** Its newest row changes until it is final: a candle that forms. */
  readonly isForming: boolean;
  /** Most rows that the exchange puts into one reply. */
  readonly pageRows: number;
  /** The newest rows, from the cursor on. */
  request(query: SeriesQuery): ExchangeRequest;
  /** What makes a row that fits the schema impossible; null: nothing. */
  faultOf(row: Row, query: FeedQuery): string | null;
  /** The score of a row, also of one that does not fit the schema; null where it cannot be told. */
  scoreOf(row: unknown): number | null;
  /** What is stored of the right rows of a reply, each above the one before. */
  toRows(rows: readonly RightRow<Row>[], query: FeedQuery): SeriesRow[];
  /** Of each row of a reply the text that is stored, as it was sent; null where the reply is not written as stored rows are. */
  textsOf?(reply: string): readonly string[] | null;
  /** Whether a reply with so many rows, bad ones included, is one that others follow: ask again, from its last row on. */
  hasMore(query: SeriesQuery, count: number): boolean;
  readonly scores: Scores;
  /**
   * Any rows from `from` to `to`, both inclusive: a page from `scores.pageStart(to)` on fits one reply. Where there are neighbours some come
   * along: that they are right tells a wrong row from a payload that is wrong as a whole.
   */
  between(query: FeedQuery, from: number, to: number): ExchangeRequest;
  /** The rows just below `before`, with `before` itself, for the first fill; a reply with fewer than `pageRows` is the exchange's last. */
  history(query: FeedQuery, before: number): ExchangeRequest;
  /** The oldest row from `from` on, where the exchange can be asked so: it tells whether there are any in a time. Candles only. */
  oldest?(query: FeedQuery, from: number): ExchangeRequest;
  /** Whether a stored member and a row of the same score are the same one, as far as it never changes. */
  isSame(stored: string, row: SeriesRow): boolean;
  /** Whether the newest stored member cannot be of the market that has the exchange's newest row: it has begun anew since. */
  isOutlived(stored: string, newest: SeriesRow, query: FeedQuery): boolean;
}

/** A feed that keeps one newest value of each pair. */
export interface LatestFeed<Row = unknown> extends FeedBase {
  readonly shape: 'latest';
  request(query: FeedQuery): ExchangeRequest;
  /** The payload's rows, one for each pair. @throws InvalidPayload when it has another outer shape */
  entries(payload: Payload, query: FeedQuery): Entry[];
  /** What is stored; null where the exchange has nothing of the pair yet. @throws InvalidPayload when the row contradicts itself */
  valueOf(row: Row, entry: Entry, query: FeedQuery): LatestRow | null;
  /** Market facts beside the rows: limits and statuses. What of them is unreadable is left out. */
  facts?(payload: Payload): MarketFacts;
}

/** One pair's row of a payload. */
export interface Entry {
  /** The exchange's name of the pair; '' where the row does not say. */
  readonly symbol: string;
  readonly row: unknown;
  /** The row as it was sent. */
  readonly text: string;
}

export interface LatestRow {
  /** JSON in the exchange's fields, as it was sent. */
  readonly value: string;
  /** The exchange's sequence number, where it has one. */
  readonly order?: number;
  /** What was left out of it, in words. */
  readonly leftOut?: readonly string[];
}

export type Feed = SeriesFeed | LatestFeed;

/** A feed's part of CONFIG.json. */
export type FeedOptions = Readonly<Record<string, unknown>>;

/**
 * What a feed's file exports: the feed as CONFIG.json wants it. `interval` in minutes, candles only. (Written as a method, so that a factory
 * may name just the settings that its own row of the table has.)
 */
export type FeedFactory = { of(options: FeedOptions, interval: Interval | undefined): Feed }['of'];
