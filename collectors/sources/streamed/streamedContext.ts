import type { IngestContext } from '../../ingest/ingestContext.ts';
import type { Audits } from './audit/audits.ts';
import type { Closes } from './audit/closes.ts';

/** What the kinds of streamed feeds work with. */
export interface StreamedContext extends IngestContext {
  /** Who the market's data comes from: what is stored says so. */
  readonly sourceName: () => string;
  /** Told of what the audit finds. */
  readonly audits: Audits;
  /** Told of closes by streams and by REST; null: these are not shown. */
  readonly closes: Closes | null;
}
