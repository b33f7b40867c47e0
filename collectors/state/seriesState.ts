/** How far a pair's series is known. */
export interface SeriesState {
  // What is stored: ingest/.
  /** Score from which on rows are asked for: the newest one that is settled; null: none is stored; undefined: ask the store first. */
  cursor: number | null | undefined;
  /** The cursor may lie far back. */
  isResuming: boolean;
  /** The newest score stored, and its member. */
  newest: number | null;
  newestMember: string | null;
  /** Place of the bad row that the last rows ended with; null: their last row was right. */
  badLast: number | null;
  /** Exchange-clock ms at which the newest row was last confirmed, before this process too; 0: never. */
  confirmedAt: number;
  /** Rows stored after the last write. */
  total: number;
  /** Version of what is stored, as this process knows it; null: it does not. */
  version: number | null;

  // Whether it still is the same market: sources/polled/sameMarket.ts.
  /** Monotonic ms since which answers do not go on from what is stored, and since which they contradict it; null: they do go on. */
  doubt: { readonly since: number; readonly outlivedSince: number | null } | null;

  // What is still to be fetched below the newest rows: history/catchUp.ts.
  /** History before the oldest stored row that is still to fetch: rows from `floor` up to, not including, `before`. */
  fill: { before: number; floor: number } | null;
  /** The exchange has no older rows than the oldest stored one. */
  isHistoryOver: boolean;
  /** Monotonic ms from which the stored rows are looked through for holes. */
  scanAt: number;
}

export const newSeriesState = (): SeriesState => ({
  cursor: undefined,
  isResuming: true,
  newest: null,
  newestMember: null,
  badLast: null,
  confirmedAt: 0,
  total: 0,
  version: null,
  doubt: null,
  fill: null,
  isHistoryOver: false,
  scanAt: 0,
});

/** To be looked at anew, but what is known of the older rows still is. */
export const lookAgain = ({ fill, isHistoryOver, scanAt, badLast, doubt }: SeriesState): SeriesState => ({
  ...newSeriesState(),
  fill,
  isHistoryOver,
  scanAt,
  badLast,
  doubt,
});
