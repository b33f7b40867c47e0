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
  /** Score of the newest row that is stored without a hole before it, or null while nothing is stored. */
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
  readonly again?: { readonly cursor: number | null };
  /** First and last score of rows that the exchange does not hand out any more. */
  readonly missed?: { readonly from: number; readonly to: number };
}

/** A feed whose rows are ordered by open time or id. */
export interface SeriesFeed<Raw = unknown> extends FeedBase<Raw> {
  readonly shape: 'series';
  readonly kind: SeriesKind;
  request(poll: SeriesPoll): ExchangeRequest;
  /** @throws InvalidPayload when the payload contradicts itself. */
  parse(raw: Raw, poll: SeriesPoll): SeriesStep;
  /** Older rows, for the first fill. */
  readonly history?: History<Raw>;
}

export interface History<Raw> {
  /** Lowest score worth asking for. */
  floor(poll: SeriesPoll): number;
  /** The rows just below `before`. */
  request(poll: SeriesPoll, before: number): ExchangeRequest;
  parse(raw: Raw, poll: SeriesPoll): readonly SeriesRow[];
  /** A reply with fewer rows than this was the exchange's last. */
  readonly fullPage: number;
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
