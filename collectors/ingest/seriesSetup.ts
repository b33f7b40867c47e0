import type { GapLedger } from '../gaps/gapLedger.ts';
import type { RowSettings } from './feedSettings.ts';
import type { RowIngest } from './ingest.ts';
import type { IngestContext } from './ingestContext.ts';
import { createRowIngest } from './rowIngest.ts';

/** What all work with who get rows of a series: how it is asked for now, and where the rows go. */
export interface SeriesSetup extends Omit<RowSettings, 'validate' | 'layout'> {
  readonly ingest: RowIngest;
  readonly ledger: GapLedger;
}

export function seriesSetup(context: IngestContext, settings: RowSettings): SeriesSetup {
  const { feed, retention, silenceMs } = settings;
  return { feed, retention, silenceMs, ingest: createRowIngest(context, settings), ledger: context.ledger };
}
