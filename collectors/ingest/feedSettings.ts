import type { RowLayout } from '../../markets/rowLayout.ts';
import type { Feed, SeriesFeed } from '../../model/feed.ts';
import type { Validate } from './ingest.ts';

/** How what comes of a feed is read and kept now. */
export interface FeedSettings {
  readonly feed: Feed;
  readonly validate: Validate;
  /** Where a stored row has what says how it changes. */
  readonly layout: RowLayout;
  /** Rows kept of each series; 0: it has none. */
  readonly retention: number;
  /** After so long without a confirmation, ms, something was down. */
  readonly silenceMs: number;
}

/** The same of a series. */
export interface RowSettings extends FeedSettings {
  readonly feed: SeriesFeed;
}
