import type { GapLedger } from '../gaps/gapLedger.ts';
import type { BadRow } from '../ingest/judgeRows.ts';
import type { RowStoring } from '../ingest/storeRows.ts';
import type { PairState } from '../state/pairState.ts';

/** How a worker judges and stores its series now. */
export interface SeriesSetup extends RowStoring {
  /** Of the feed's row schema. */
  readonly validate: (row: unknown, what: string) => unknown;
  /** Told of rows that were left out. */
  readonly onBadRows: (pair: PairState, bad: readonly BadRow[]) => void;
  /** After so long without a confirmation, ms, something was down. */
  readonly silenceMs: number;
  readonly ledger: GapLedger;
}
