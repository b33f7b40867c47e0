/** What a worker knows of one pair. */
export interface PairState {
  /** btcusdt */
  readonly code: string;
  /** BTCUSDT */
  readonly symbol: string;
  /** Key of its data. */
  readonly key: string;
  /** A request of the pair is still out: the tick sits it out. */
  isBusy: boolean;
  /** Monotonic ms from which the next poll is due. */
  dueAt: number;
  /** Left the configuration: nothing more is written, its data goes once it is not busy. */
  isRemoved: boolean;
  /** Noted among the pairs this worker stores data of. */
  isKnown: boolean;
  /** Failed polls in a row. */
  failures: number;
  /** Refused writes in a row. */
  refusals: number;
  lastError: string | null;
  /** Series only. A new configuration gives a new one: what a running poll then still learns belongs to the old. */
  series: SeriesState;
}

export interface SeriesState {
  /** Score of the newest row stored without a hole before it; null: none; undefined: ask the store first. */
  cursor: number | null | undefined;
  /** The cursor may lie far back. */
  isResuming: boolean;
  /** Exchange-clock ms of the last page that came. */
  askedAt: number;
  /** Rows stored after the last write. */
  total: number;
  /** History still to fetch: rows from `floor` up to, not including, `before`. */
  fill: { before: number; floor: number } | null;
}

export function newPairState(code: string, key: string): PairState {
  return {
    code,
    symbol: code.toUpperCase(),
    key,
    isBusy: false,
    dueAt: 0,
    isRemoved: false,
    isKnown: false,
    failures: 0,
    refusals: 0,
    lastError: null,
    series: newSeriesState(),
  };
}

export const newSeriesState = (): SeriesState => ({
  cursor: undefined,
  isResuming: true,
  askedAt: 0,
  total: 0,
  fill: null,
});

/** To be looked at anew, but what is known to be missing still is. */
export const lookAgain = ({ fill }: SeriesState): SeriesState => ({ ...newSeriesState(), fill });
