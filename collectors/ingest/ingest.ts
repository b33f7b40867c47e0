import type { Entry, FeedQuery, LatestRow, Payload } from '../../model/feed.ts';
import type { InvalidPayload } from '../../model/invalidPayload.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import type { GapCause } from '../../store/values/gaps.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';

/*
 * INGEST, the one way in. Whatever is stored of a pair has passed here, wherever it comes from: an answer that was asked for, an event that
 * came without being asked for, or a sum. A source does two steps:
 *
 * 1. `judge` validates and parses. A bad row is left out and told of (in the log, the counters, and the pair's state); its neighbours are
 *    not. What is wrong as a whole is thrown.
 * 2. `take…` stores what is right, and notes in the pair's state what is known of it now. Gaps before and between newest rows are put on
 *    record before the rows are stored.
 *
 * Between the two a source may look at the rows. It hands on only judged rows, and sums, which need no judging.
 *
 * What is taken of one pair stands in line, in the order it comes: two sources may deliver the same pair, as one does that replaces another
 * while that is still busy. Rows that are late by then are left out, and the store refuses a late value. Nothing is taken of a pair that has
 * left, nor without the lease.
 */

/** Checks a row against its feed's schema. @throws InvalidPayload */
export type Validate = (row: unknown, what: string) => unknown;

/** As of when something is so, and who says so. */
export interface Origin {
  /** Exchange-clock ms: when it was asked for, or up to when the source knows of everything that the exchange has. */
  readonly asOf: number;
  /** Who has answered: the exchange by its name in the market's table, or `simulator`. */
  readonly source: string;
}

/** A row that is left out. */
export interface BadRow {
  /** Where it belongs; null where that cannot be told, or where a right row stands there. */
  readonly score: number | null;
  /** What is wrong with it, with an excerpt. */
  readonly fault: string;
}

/** What a payload of rows comes to. */
export interface JudgedRows {
  /** The right ones, ascending, each score once. */
  readonly rows: readonly SeriesRow[];
  readonly bad: readonly BadRow[];
  /** All that came. */
  readonly count: number;
  /** The bad row that the exchange may have meant as its newest. Null: there is none. */
  readonly badLast: BadRow | null;
}

/** What a payload of latest values comes to. */
export interface JudgedEntries {
  /** Of each pair that was asked for: its value, null where the exchange has none yet, or what is wrong with it. */
  readonly values: ReadonlyMap<string, LatestRow | InvalidPayload | null>;
  /** Rows of no pair that was asked for, and repeated ones: they are left out. */
  readonly strays: readonly InvalidPayload[];
}

/** What newest rows say, beside the rows themselves. */
export interface NewestRows extends Origin {
  /** False: newer ones are known to follow, so that the rows confirm nothing yet. */
  readonly isEnd: boolean;
  /** The exchange's rows replace rolled-up ones even where those have more trades. */
  readonly outranksSums?: boolean;
  /** Why rows before these are missing, where nothing else tells. */
  readonly missedBy?: GapCause;
  /** Rows may have been missed since the series was confirmed last, however short that is ago. */
  readonly isBroken?: boolean;
}

/** A pair of which nothing newer has come by `asOf`, exchange-clock ms. */
export interface Confirmed {
  readonly pair: PairState;
  readonly asOf: number;
}

/**
 * The way in of a series.
 *
 * Every `take…` throws WriteRefused where the store refuses the rows or the lease is not held, and ioredis errors when Redis is away.
 */
export interface RowIngest {
  /** @throws InvalidPayload where the payload is wrong as a whole */
  judge(pair: PairState, payload: Payload, query: FeedQuery): JudgedRows;
  /** Finds out where the stored series ends, unless that is known: `takeNewest` does so too, but who asks from a cursor needs it before. */
  prepare(target: PairSeries): Promise<void>;
  /**
   * Takes rows from the newest stored one on. Of rows that never change, those up to the newest stored one are left out. No rows, with
   * `isEnd`, say that nothing newer has come.
   *
   * @throws InvalidPayload, once the others are stored, where the newest row is one that forms and cannot be read
   */
  takeNewest(target: PairSeries, judged: JudgedRows, newest: NewestRows): Promise<void>;
  /** Takes rows from anywhere below the newest one: they say nothing of that. */
  takeOlder(target: PairSeries, rows: readonly SeriesRow[], origin: Origin): Promise<void>;
  /**
   * Takes closed rows as the exchange has restated them, in place of those that are stored: as of when the series was confirmed last, since they say
   * nothing of newer ones.
   *
   * @returns whether they are stored: not so where the series was confirmed meanwhile
   */
  restate(target: PairSeries, rows: readonly SeriesRow[], source: string): Promise<boolean>;
  /** Takes the newest rows as we have summed them up. Resolves to how many of them the store knows better. */
  takeSums(target: PairSeries, rows: readonly SeriesRow[], origin: Origin): Promise<number>;
  /**
   * Takes the newest row of a series that the exchange has begun anew. What is stored goes, as far as it lies above `keepTo`; `none`: all of
   * it.
   */
  beginAnew(target: PairSeries, newest: SeriesRow, keepTo: number | 'none', origin: Origin): Promise<void>;
  /**
   * Nothing newer has come of these pairs. It costs a fraction of `takeNewest` without rows.
   *
   * @returns pairs whose stored series is not as this process has left it, or of which it does not know: they are looked at again
   */
  confirm(confirmed: readonly Confirmed[], source: string): Promise<readonly PairState[]>;
}

/** The way in of latest values. */
export interface EntryIngest {
  /** @throws InvalidPayload when the payload has another outer shape */
  judge(payload: Payload, query: FeedQuery): JudgedEntries;
  /** Judges the one value of an event. `order`: the exchange's own, in place of what the feed finds in its answers. */
  judgeEntry(entry: Entry & { readonly order?: number }, query: FeedQuery): JudgedEntries;
  /**
   * Takes a pair's value.
   *
   * @param isReceived false: it is the value that was taken last, and nothing newer had come by `asOf`; default: it has just come
   * @throws InvalidPayload where it is bad, or is missing now; WriteRefused where the store refuses it or the lease is not held; ioredis
   * errors when Redis is away
   */
  take(pair: PairState, judged: JudgedEntries, origin: Origin, isReceived?: boolean): Promise<void>;
  /**
   * What is stored of the pair is known to be wrong now: it says so until a value is taken. Rejects as `take` does.
   *
   * @param isStill whether that still is so when all that was taken before is stored
   */
  markOutOfStep(pair: PairState, isStill: () => boolean): Promise<void>;
  /**
   * Nothing newer has come of these pairs. It costs a fraction of `take` with the value that is stored.
   *
   * @returns pairs whose stored value is not as this process has left it, or of which it does not know
   */
  confirm(confirmed: readonly Confirmed[], source: string): Promise<readonly PairState[]>;
}
