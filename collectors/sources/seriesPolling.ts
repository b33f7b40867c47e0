import type { RowLayout } from '../../markets/rowLayout.ts';
import type { SeriesFeed } from '../../model/feed.ts';
import type { GapLedger } from '../gaps/gapLedger.ts';
import type { BadRow } from '../ingest/judgeRows.ts';
import type { PairState, SeriesState } from '../state/pairState.ts';

/** How a worker polls its series now. */
export interface SeriesPolling {
  readonly feed: SeriesFeed;
  readonly layout: RowLayout;
  /** Of the feed's row schema. */
  readonly validate: (row: unknown, what: string) => unknown;
  /** Told of rows that were left out. */
  readonly onBadRows: (pair: PairState, bad: readonly BadRow[]) => void;
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
