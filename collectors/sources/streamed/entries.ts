import type { StreamedEntry } from '../../../model/streamed.ts';
import { queryNow } from '../../context/workerContext.ts';
import type { EntryIngest, JudgedEntries } from '../../ingest/ingest.ts';
import { noteFailure } from '../../state/streamedState.ts';
import { createOutbox } from './outbox.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';

/** A value that is to be stored. */
interface Value {
  readonly judged: JudgedEntries;
  /** The exchange's own order; undefined: the later one is the newer one. */
  readonly order: number | undefined;
  readonly asOf: number;
}

/** Latest values: each event is one. */
export function entries(context: StreamedContext, streamed: StreamedEntry, ingest: EntryIngest): StreamKind {
  const outbox = createOutbox<Value>({
    merge: newer,
    async write(pair, { judged, asOf }) {
      await ingest.take(pair, judged, { asOf, source: context.sourceName() });
      pair.streamed.wholeSince ??= context.clock.monotonic();
    },
    onFailure: noteFailure,
    monotonic: context.clock.monotonic,
  });

  return {
    onEvent(pair, event, asOf) {
      const entry = streamed.entryOf(event, pair.symbol);
      const judged = ingest.judgeEntry(entry, queryNow(context, [pair.symbol]));
      const value = judged.values.get(pair.symbol);
      if (value instanceof Error) throw value;
      outbox.put(pair, { judged, order: value?.order, asOf });
    },
    onDown: () => undefined,
    isSettled: outbox.isIdle,
    takeBacklogMs: outbox.takeBacklogMs,
    isWholeByRest: () => true,
    wantsRest: () => false,
    confirm: (confirmed) => ingest.confirm(confirmed, context.sourceName()),
    // REST knows it at once, of many pairs together.
    putAgain: () => false,
    close: outbox.close,
  };
}

const newer = (waiting: Value, value: Value): Value =>
  waiting.order !== undefined && value.order !== undefined && value.order < waiting.order ? waiting : value;
