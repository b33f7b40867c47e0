import type { LatestFeed } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { writeLatest } from '../../store/values/latest.ts';
import { markOutOfStep } from '../../store/values/outOfStep.ts';
import { heldFence } from '../context/workerContext.ts';
import type { PairState } from '../state/pairState.ts';
import { confirmStored } from './confirmStored.ts';
import type { FeedSettings } from './feedSettings.ts';
import type { EntryIngest, JudgedEntries, Origin } from './ingest.ts';
import type { IngestContext } from './ingestContext.ts';
import { judgeEntries, judgeEntry } from './judging/judgeEntries.ts';
import { tellBadRows } from './tellBadRows.ts';

/** How the values of a feed are read and kept now. */
export interface EntrySettings extends Pick<FeedSettings, 'validate'> {
  readonly feed: LatestFeed;
  /** False: what comes is wanted for the market's facts only. */
  readonly isStored: boolean;
}

export function createEntryIngest(context: IngestContext, settings: EntrySettings): EntryIngest {
  const { feed, validate } = settings;
  return {
    judge(payload, query) {
      const judged = judgeEntries(feed, validate, payload, query);
      const faults = judged.strays.map(({ message }) => message);
      tellBadRows(context, null, faults);
      return judged;
    },
    judgeEntry(entry, query) {
      const value = judgeEntry(feed, validate, entry, query);
      return { values: new Map([[entry.symbol, value]]), strays: [] };
    },
    async markOutOfStep(pair, isStill) {
      await pair.line(async () => {
        if (pair.isRemoved || !settings.isStored || !isStill()) return;
        await markOutOfStep(context.store, pair.key, heldFence(context));
      });
    },
    confirm: (confirmed, source) =>
      confirmStored(context, confirmed, source, {
        isSeries: false,
        versionOf: ({ latest }) => (settings.isStored ? latest.version : null),
        onLost: ({ latest }) => {
          latest.version = null;
        },
      }),
    take: (pair, judged, origin, isReceived = true) =>
      pair.line(() => takeValue(context, settings, pair, judged, origin, isReceived)),
  };
}

async function takeValue(
  context: IngestContext,
  { isStored }: EntrySettings,
  pair: PairState,
  { values }: JudgedEntries,
  { asOf, source }: Origin,
  isReceived: boolean,
): Promise<void> {
  const value = values.get(pair.symbol) ?? null;
  if (value instanceof InvalidPayload) throw value;
  pair.latest.waitingAt = value === null ? asOf : null;
  if (value === null && pair.latest.hasValue)
    throw new InvalidPayload(`${pair.key}: the exchange has no value any more`);
  if (value === null || pair.isRemoved || !isStored) return;
  const { order, leftOut = [] } = value;
  tellBadRows(context, pair, leftOut);
  const write = { fence: heldFence(context), asOf: Math.round(asOf), source, order, isReceived };
  // Whoever confirms meanwhile must not do so for the value before.
  pair.latest.version = null;
  const { isChanged, version } = await writeLatest(context.store, pair.key, value.value, write);
  if (isChanged) context.count('rows');
  pair.latest.hasValue = true;
  pair.latest.version = version;
  pair.latest.value = value.value;
}
