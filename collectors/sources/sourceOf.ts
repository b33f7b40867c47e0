import { createEntryIngest } from '../ingest/entryIngest.ts';
import type { FeedSettings } from '../ingest/feedSettings.ts';
import type { IngestContext } from '../ingest/ingestContext.ts';
import { seriesSetup } from '../ingest/seriesSetup.ts';
import { type LatestSourceOptions, latestSource } from './polled/latestSource.ts';
import { pollSeries } from './polled/pollSeries.ts';
import type { RollUp } from './rolledUp/planRollUp.ts';
import { rollUpOrPoll } from './rolledUp/rollUp.ts';
import { seriesSource } from './seriesSource.ts';
import type { Source } from './source.ts';

/** What sources work with. */
export interface SourceContext extends IngestContext, Pick<LatestSourceOptions, 'halving' | 'isUnlisted' | 'onFacts'> {}

/** What a worker's settings say of its source. */
export interface SourceSettings extends FeedSettings {
  /** False: what comes is not stored. */
  readonly enabled: boolean;
  /** How its candles are rolled up; null: they are polled. */
  readonly rollUp: RollUp | null;
}

/** The source that these settings want. */
export function sourceOf(context: SourceContext, settings: SourceSettings): Source {
  const { feed, validate, enabled, rollUp } = settings;
  if (feed.shape === 'latest') {
    const ingest = createEntryIngest(context, { feed, validate, isStored: enabled });
    return latestSource({ ...context, context, feed, ingest });
  }
  const setup = seriesSetup(context, { ...settings, feed });
  if (rollUp !== null) return seriesSource((target) => rollUpOrPoll(context, setup, rollUp, target));
  return seriesSource((target, priority) => pollSeries(context, setup, target, { priority }));
}
