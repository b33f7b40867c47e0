import type { LatestFeed } from '../../model/feed.ts';
import type { StreamedBook } from '../../model/streamed.ts';
import type { createBesides } from '../context/besides.ts';
import { createEntryIngest } from '../ingest/entryIngest.ts';
import type { EntryIngest } from '../ingest/ingest.ts';
import { seriesSetup } from '../ingest/seriesSetup.ts';
import { type LatestSourceOptions, latestSource } from './polled/latestSource.ts';
import { pollSeries } from './polled/pollSeries.ts';
import { rollUpOrPoll } from './rolledUp/rollUp.ts';
import { seriesSource } from './seriesSource.ts';
import type { Source } from './source.ts';
import type { SourceSettings } from './sourceSettings.ts';
import { book } from './streamed/book.ts';
import { candles } from './streamed/candles.ts';
import { entries } from './streamed/entries.ts';
import type { MarketStreams } from './streamed/marketStreams.ts';
import { rows } from './streamed/rows.ts';
import type { StreamedContext } from './streamed/streamedContext.ts';
import { streamedSource } from './streamed/streamedSource.ts';

/** What sources work with. */
export interface SourceContext
  extends StreamedContext,
    Pick<LatestSourceOptions, 'halving' | 'isUnlisted' | 'onFacts'> {
  /** The market's streams; null: there are none. */
  readonly streams: MarketStreams | null;
  /** What rows are stored with besides. */
  readonly besides: ReturnType<typeof createBesides>;
}

/** Judges the snapshots of books; undefined: as the answers that are stored are judged. */
function wholeBooks(
  context: SourceContext,
  { validate }: SourceSettings,
  feed: LatestFeed,
  { wholeOf }: StreamedBook,
): EntryIngest | undefined {
  if (wholeOf === undefined) return undefined;
  return createEntryIngest(context, { feed: { ...feed, valueOf: wholeOf }, validate, isStored: false });
}

/** The source that these settings want. */
export function sourceOf(context: SourceContext, settings: SourceSettings): Source {
  const { feed, validate, enabled, rollUp, isStreamed } = settings;
  const common = { context, settings, chunk: settings.chunk, chunkFor: settings.chunkFor };
  if (feed.shape === 'latest') {
    const ingest = createEntryIngest(context, { feed, validate, isStored: enabled });
    const polled = latestSource({ ...context, context, feed, ingest });
    if (!isStreamed || context.streams === null || feed.streamed === undefined) return polled;
    const { streamed } = feed;
    const kind =
      streamed.by === 'entry'
        ? entries(context, feed, streamed, ingest)
        : book(context, feed, streamed, ingest, wholeBooks(context, settings, feed, streamed));
    return streamedSource({ ...common, ...context.streams, streamed, kind, rest: polled, isSeries: false });
  }
  const setup = seriesSetup(context, { ...settings, feed });
  if (rollUp !== null && !isStreamed) return seriesSource((target) => rollUpOrPoll(context, setup, rollUp, target));
  const missed = isStreamed ? ({ missedBy: 'stream-down' } as const) : {};
  const besides = () => context.besides(feed.beside);
  const polled = seriesSource((target, priority) =>
    pollSeries(context, setup, target, { priority, besides, ...missed }),
  );
  if (!isStreamed || context.streams === null || feed.streamed === undefined) return polled;
  const { streamed } = feed;
  const kind =
    streamed.by === 'rows' ? rows(context, streamed, setup) : candles(context, streamed, setup, settings.shape);
  return streamedSource({ ...common, ...context.streams, streamed, kind, rest: polled, isSeries: true });
}
