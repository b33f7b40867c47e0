import type { SeriesFeed } from './feed.ts';
import type { GapLedger } from './gapLedger.ts';
import type { PairState, SeriesState } from './pairState.ts';

/** How a worker polls its series now. */
export interface SeriesPolling {
  readonly feed: SeriesFeed;
  readonly validate: (data: unknown, path: string) => unknown;
  /** Rows kept. */
  readonly retention: number;
  /** After so long without a confirmation, ms, something was down. */
  readonly silenceMs: number;
  readonly ledger: GapLedger;
}

/** One pair as a poll found it when it began. */
export interface Polled {
  readonly pair: PairState;
  readonly series: SeriesState;
}
