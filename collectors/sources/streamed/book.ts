import { ask } from '../../../gateway/ask.ts';
import { createSnapshots } from '../../../gateway/books/snapshots.ts';
import { snapshotIn } from '../../../model/bookSnapshot.ts';
import type { LatestFeed } from '../../../model/feed.ts';
import { LocalBook } from '../../../model/localBook.ts';
import type { BookChange, StreamedBook } from '../../../model/streamed.ts';
import { queryNow } from '../../context/workerContext.ts';
import type { EntryIngest } from '../../ingest/ingest.ts';
import type { PairState } from '../../state/pairState.ts';
import { breakOff, makeWhole, noteFailure } from '../../state/streamedState.ts';
import { auditBook } from './audit/auditBook.ts';
import { createRecorder } from './audit/recorder.ts';
import { createOutbox } from './outbox.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';

/** The book has changed: it is written as it then is. */
interface Change {
  readonly asOf: number;
  /** Breaks of the pair before it. */
  readonly breaks: number;
}

/**
 * Order books: a snapshot of REST, and the changes that follow it (model/localBook.ts). A book that is out of step says so in what is stored, until
 * a snapshot has brought it in step again; it costs no other book anything.
 */
export function book(
  context: StreamedContext,
  feed: Pick<LatestFeed, 'request'>,
  streamed: StreamedBook,
  ingest: EntryIngest,
  /** Judges snapshots. */
  whole: Pick<EntryIngest, 'judge'> = ingest,
): StreamKind {
  const recorder = createRecorder<BookChange>();
  /** Changes that have come of each pair. */
  const changes = new WeakMap<PairState, number>();
  const outbox = createOutbox<Change>({
    merge: (waiting, more) => ({ ...more, asOf: Math.max(waiting.asOf, more.asOf) }),
    write,
    onFailure: noteFailure,
    monotonic: context.clock.monotonic,
  });
  const snapshots = createSnapshots<PairState>({
    ask: takeSnapshot,
    busyness: (pair) => changes.get(pair) ?? 0,
    onFailure: noteFailure,
    monotonic: context.clock.monotonic,
  });

  /** Other settings make another source, whose books have other levels. */
  const books = new WeakMap<PairState, LocalBook>();

  function bookOf(pair: PairState): LocalBook {
    const known = books.get(pair) ?? new LocalBook(streamed);
    books.set(pair, known);
    return known;
  }

  async function write(pair: PairState, { asOf, breaks }: Change): Promise<void> {
    const { lastUpdate } = bookOf(pair);
    const value = bookOf(pair).text();
    if (value === null || lastUpdate === null) return;
    const values = new Map([[pair.symbol, { value, order: lastUpdate }]]);
    await ingest.take(pair, { values, strays: [] }, { asOf, source: context.sourceName() });
    if (bookOf(pair).outOfStep === null) makeWhole(pair, breaks, context.clock.monotonic());
  }

  /** Resolves to whether another one is needed. */
  async function takeSnapshot(pair: PairState): Promise<boolean> {
    bookOf(pair).expectSnapshot();
    const query = queryNow(context, [pair.symbol]);
    const request = streamed.snapshot(query);
    const { data, text } = await ask(context, request);
    const value = whole.judge({ data, text, path: request.path }, query).values.get(pair.symbol) ?? null;
    if (pair.isRemoved) return false;
    const why = bookOf(pair).takeSnapshot(snapshotIn(value, pair.symbol));
    if (why !== null) return true;
    put(pair, query.asOf);
    return bookOf(pair).isShort;
  }

  /** What is stored is not the book any more. */
  function outOfStep(pair: PairState): void {
    context.count('lostSteps');
    context.log.debug(`${pair.key}: out of step: ${bookOf(pair).outOfStep}`);
    breakOff(pair);
    const isStill = () => bookOf(pair).outOfStep !== null;
    void ingest.markOutOfStep(pair, isStill).catch((error: unknown) => noteFailure(pair, error));
  }

  const put = (pair: PairState, asOf: number) => outbox.put(pair, { asOf, breaks: pair.streamed.breaks });

  function lose(pair: PairState, why: string): void {
    const wasInStep = bookOf(pair).outOfStep === null;
    bookOf(pair).lose(why);
    if (wasInStep) outOfStep(pair);
  }

  return {
    onEvent(pair, event, asOf) {
      changes.set(pair, (changes.get(pair) ?? 0) + 1);
      const known = bookOf(pair);
      const wasInStep = known.outOfStep === null;
      try {
        const change = streamed.changeOf(event, pair.symbol);
        recorder.note(pair, change);
        known.takeChange(change);
      } catch (error) {
        known.lose('a change could not be read');
        if (wasInStep) outOfStep(pair);
        throw error;
      }
      if (known.outOfStep === null) put(pair, asOf);
      else if (wasInStep) outOfStep(pair);
      if (known.outOfStep !== null || known.isShort) snapshots.want(pair);
    },
    onDown: (pair) => lose(pair, 'its stream is down'),
    onTurn(pair, isCarried) {
      if (!isCarried) snapshots.forget(pair);
      else if (bookOf(pair).outOfStep !== null) snapshots.want(pair);
    },
    isSettled: (pair) => outbox.isIdle(pair) && bookOf(pair).outOfStep === null,
    takeBacklogMs: outbox.takeBacklogMs,
    isWholeByRest: () => false,
    wantsRest: () => false,
    confirm: (confirmed) => ingest.confirm(confirmed, context.sourceName()),
    putAgain(pair, asOf) {
      if (bookOf(pair).outOfStep !== null) return false;
      put(pair, asOf);
      return true;
    },
    audited: auditBook({
      ...{ feed, ingest, recorder, bookOf, levels: streamed.levels },
      lose(pair, why) {
        lose(pair, why);
        snapshots.want(pair);
      },
    }),
    async close() {
      await snapshots.close();
      await outbox.close();
    },
  };
}
