import type { ArchiveFiles } from '../../exchanges/archive.ts';
import type { Interval } from '../../markets/markets.js';
import type { FeedQuery, SeriesFeed } from '../../model/feed.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';

/** Rows that are read: of which feed, from what files, and by what they are judged. */
export interface Archived {
  readonly feed: SeriesFeed;
  readonly files: ArchiveFiles;
  /** Of candles, minutes. */
  readonly interval: Interval | undefined;
  /** A row by itself. @throws InvalidPayload */
  readonly validate: (row: unknown, what: string) => unknown;
  /** The pair, and now: nothing of an archive is newer. */
  readonly query: FeedQuery;
}

/** A right row, and when it is of, ms. */
export interface TimedRow extends SeriesRow {
  readonly time: number;
}
