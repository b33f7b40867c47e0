import type { WorkerContext } from '../context/workerContext.ts';
import type { GapLedger } from '../gaps/gapLedger.ts';
import type { BadRowsTold } from './tellBadRows.ts';

/** What ingest works with. */
export interface IngestContext extends WorkerContext, BadRowsTold {
  readonly ledger: GapLedger;
}
