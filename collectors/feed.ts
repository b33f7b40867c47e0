import type { AnySchema } from 'ajv';
import type { Config } from '../config/config.ts';
import type { FeedName, Interval } from '../config/feeds.js';
import type { ExchangeRequest } from '../exchanges/exchange.ts';
import type { Limits } from '../store/budget.ts';
import type { SeriesKind, SeriesRow } from '../store/series.ts';

/** What a feed may know when it asks and parses: nothing else, so that parsing is a pure function. */
export interface Poll {
  /** Exchange symbols asked for, e.g. BTCUSDT. */
  readonly pairs: readonly string[];
  /** Exchange-clock ms at which the request is sent. */
  readonly asOf: number;
  /** How far `asOf` may be off, ms. */
  readonly uncertainty: number;
}

/** The pair of a feed that asks for one at a time. */
export const onlyPair = ({ pairs: [symbol = ''] }: Poll): string => symbol;

export interface SeriesPoll extends Poll {
  /** Score of the newest stored row that is settled, or null while nothing is stored: what follows is asked for. */
  readonly cursor: number | null;
  /** The cursor may lie far back: the process has just started, or polls have failed for long. */
  readonly resuming: boolean;
  readonly retention: number;
}

interface FeedBase<Raw> {
  /** ajv schema of the payload: nothing reaches `parse` that it has not accepted. */
  readonly schema: AnySchema;
  /** Market facts beside the rows (exchangeInfo's limits and statuses). */
  facts?(raw: Raw): MarketFacts;
}

export interface MarketFacts {
  readonly limits: Limits | null;
  /** Symbol → status. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** What to do with the rows of one reply. */
export interface SeriesStep {
  readonly rows: readonly SeriesRow[];
  /** Ask once more, from this cursor: the newest rows are still to come. */
  readonly again?: { readonly cursor: number };
}

/** A feed whose rows are ordered by open time or id. */
export interface SeriesFeed<Raw = unknown> extends FeedBase<Raw> {
  readonly shape: 'series';
  readonly kind: SeriesKind;
  /** The newest rows, from the cursor on. */
  request(poll: SeriesPoll): ExchangeRequest;
  /** @throws InvalidPayload when the payload contradicts itself. */
  parse(raw: Raw, poll: SeriesPoll): SeriesStep;
  readonly scores: Scores;
  /** Any rows from `from` to `to`, both inclusive: at most as many as one reply holds. The reply is parsed like that of a poll. */
  between(poll: Poll, from: number, to: number): ExchangeRequest;
  /** The rows just below `before`, for the first fill; a reply with fewer than MAX_ROWS is the exchange's last. */
  history(poll: Poll, before: number): ExchangeRequest;
}

/** Which scores a series has when nothing is missing. */
export interface Scores {
  next(score: number): number;
  previous(score: number): number;
  /** Neighbours that lie further apart have a hole between them. */
  readonly step: number;
  /** Rows from `from` to `to`, both inclusive. */
  count(from: number, to: number): number;
  /** Lowest score that is kept when `newest` is the newest one. */
  floor(newest: number, retention: number): number;
  /** The lowest score of a page of at most MAX_ROWS rows that ends with `to`. */
  pageStart(to: number): number;
  /** The newest score that needs not be asked for again, given the newest stored members, newest first; null: there are none. */
  settledTo(members: readonly string[]): number | null;
}

/** A feed that keeps one newest value of each pair. */
export interface LatestFeed<Raw = unknown> extends FeedBase<Raw> {
  readonly shape: 'latest';
  request(poll: Poll): ExchangeRequest;
  /** Exchange symbol → its value. @throws InvalidPayload when the payload contradicts itself. */
  parse(raw: Raw, poll: Poll): ReadonlyMap<string, LatestRow>;
}

export interface LatestRow {
  /** Compact JSON in the exchange's fields. */
  readonly value: string;
  /** The exchange's sequence number, where it has one. */
  readonly order?: number;
}

export type Feed = SeriesFeed | LatestFeed;

/** What a feed's file exports: the feed as CONFIG.json wants it. `interval` in minutes, klines only. */
export type FeedFactory = (config: Config, interval: Interval | undefined) => Feed;

export type FeedFactories = Readonly<Record<FeedName, FeedFactory>>;
