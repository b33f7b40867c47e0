import type { LatestFeed } from '../../../model/feed.ts';
import type { StreamedEntry } from '../../../model/streamed.ts';
import { queryNow } from '../../context/workerContext.ts';
import type { EntryIngest, JudgedEntries } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';
import { isDouble, makeWhole, noteFailure } from '../../state/streamedState.ts';
import { auditValues } from './audit/auditValues.ts';
import { createRecorder } from './audit/recorder.ts';
import { createOutbox } from './outbox.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';

/** A value that is to be stored. */
interface Value {
  readonly judged: JudgedEntries;
  /** The exchange's own order; undefined: the later one is the newer one. */
  readonly order: number | undefined;
  readonly asOf: number;
  /** Breaks of the pair before it. */
  readonly breaks: number;
}

/** Latest values: each event is one. */
export function entries(
  context: StreamedContext,
  feed: Pick<LatestFeed, 'request'>,
  streamed: StreamedEntry,
  ingest: EntryIngest,
): StreamKind {
  const { monotonic } = context.clock;
  const { figuresOf } = streamed;
  const recorder = createRecorder<string>();
  /** The value that has come last of each pair. */
  const newest = new WeakMap<PairState, string>();
  const outbox = createOutbox<Value>({
    merge: newer,
    async write(pair, { judged, asOf, breaks }) {
      await ingest.take(pair, judged, { asOf, source: context.sourceName() });
      makeWhole(pair, breaks, monotonic());
    },
    onFailure: noteFailure,
    monotonic,
  });

  return {
    onEvent(pair, event, asOf, mayBeDouble = false) {
      const entry = streamed.entryOf(event, pair.symbol);
      const judged = ingest.judgeEntry(entry, queryNow(context, [pair.symbol]));
      const value = judged.values.get(pair.symbol);
      if (value instanceof Error) throw value;
      const { order } = value ?? {};
      if (order !== undefined && isDouble(pair, { order, next: order }, mayBeDouble)) return;
      if (value != null) {
        newest.set(pair, value.value);
        recorder.note(pair, value.value);
      }
      outbox.put(pair, { judged, order, asOf, breaks: pair.streamed.breaks });
    },
    onDown: () => undefined,
    isSettled: outbox.isIdle,
    takeBacklogMs: outbox.takeBacklogMs,
    isWholeByRest: () => true,
    wantsRest: () => false,
    confirm: (confirmed) => ingest.confirm(confirmed, context.sourceName()),
    // REST knows it at once, of many pairs together.
    putAgain: () => false,
    audited:
      figuresOf === undefined
        ? null
        : auditValues({
            ...{ feed, figuresOf, ingest, recorder, monotonic },
            newestOf: (pair) => newest.get(pair),
          }),
    close: outbox.close,
  };
}

const newer = (waiting: Value, value: Value): Value =>
  waiting.order !== undefined && value.order !== undefined && value.order < waiting.order ? waiting : value;
