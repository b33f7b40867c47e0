import type { IngestContext } from '../../ingest/ingestContext.ts';

/** What the kinds of streamed feeds work with. */
export interface StreamedContext extends IngestContext {
  /** Who the market's data comes from: what is stored says so. */
  readonly sourceName: () => string;
}
