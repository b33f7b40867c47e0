import type { SeriesFeed } from '../../../model/feed.ts';
import type { StreamedRows } from '../../../model/streamed.ts';
import { queryNow } from '../../context/workerContext.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairState } from '../../state/pairState.ts';
import { breakOff, isDouble, makeWhole, noteFailure } from '../../state/streamedState.ts';
import { confirmSeries, isBroken, noteNewest } from './confirmSeries.ts';
import { createOutbox } from './outbox.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';

/** Rows that are to be stored, in the order in which they came. */
interface Rows {
  readonly rows: unknown[];
  readonly asOf: number;
  /** Breaks of the pair before the last of them. */
  readonly breaks: number;
}

/** More do not wait: the oldest are left out then, which leaves a hole that is put on record and filled. */
const MOST_WAITING = 20_000;

/** A series whose rows come one by one: all are stored. */
export function rows(context: StreamedContext, streamed: StreamedRows, setup: SeriesSetup): StreamKind {
  const { feed, ingest } = setup;
  const outbox = createOutbox<Rows>({
    merge: together,
    write: (pair, item) => write(context, setup, pair, item),
    onFailure: noteFailure,
    monotonic: context.clock.monotonic,
  });

  return {
    onEvent(pair, event, asOf, mayBeDouble = false) {
      const row = streamed.rowOf(event, pair.symbol);
      const id = feed.scoreOf(row);
      if (id !== null && isDouble(pair, { order: id, next: feed.scores.next(id) }, mayBeDouble)) return;
      outbox.put(pair, { rows: [row], asOf, breaks: pair.streamed.breaks });
    },
    onDown: () => undefined,
    onTurn(pair, isCarried) {
      // What is stored may be all that there is (silence/compareTrades.ts), as of a pair that was quiet while nobody followed it.
      if (!isCarried || pair.streamed.wholeSince !== null || streamed.lastTradeIn === undefined) return;
      ingest.prepare({ pair, series: pair.series }).catch((error: unknown) => noteFailure(pair, error));
    },
    isSettled: outbox.isIdle,
    takeBacklogMs: outbox.takeBacklogMs,
    isWholeByRest: ({ series }) => series.doubt === null,
    wantsRest: () => false,
    confirm: (confirmed) => confirmSeries(setup, confirmed, context.sourceName()),
    putAgain: () => false,
    audited: null,
    close: outbox.close,
  };
}

function together({ rows }: Rows, more: Rows): Rows {
  rows.push(...more.rows);
  if (rows.length > MOST_WAITING) rows.splice(0, rows.length - MOST_WAITING / 2);
  return { ...more, rows };
}

async function write(
  context: StreamedContext,
  { feed, ingest }: SeriesSetup,
  pair: PairState,
  { rows, asOf, breaks }: Rows,
): Promise<void> {
  const target = { pair, series: pair.series };
  const query = queryNow(context, [pair.symbol]);
  const judged = ingest.judge(pair, { data: rows, text: '', path: 'an event' }, query);
  await ingest.prepare(target);
  if (hasBegunAnew(feed, target.series, judged.rows, query)) {
    // REST finds out what has become of the market (sources/polled/doubt.ts). Of rows that nobody can ask for a later event tells.
    breakOff(pair);
    pair.streamed.rest.askedAt = Number.NEGATIVE_INFINITY;
    return;
  }
  const origin = { asOf, source: context.sourceName() };
  const missed = { missedBy: 'stream-down', isBroken: isBroken(feed, pair, breaks) } as const;
  await ingest.takeNewest(target, judged, { ...origin, isEnd: true, ...missed });
  noteNewest(pair, target.series);
  pair.streamed.confirmedBreaks = breaks;
  if (judged.badLast === null) makeWhole(pair, breaks, context.clock.monotonic());
  else breakOff(pair);
}

/** Whether the rows, though they are newer than what is stored, stand below it: the exchange counts from the beginning again. */
function hasBegunAnew(
  feed: SeriesFeed,
  { newest, newestMember }: PairState['series'],
  rows: readonly { readonly score: number; readonly member: string }[],
  query: Parameters<SeriesFeed['isOutlived']>[2],
): boolean {
  const last = rows.at(-1);
  if (last === undefined || newest === null || newestMember === null || last.score > newest) return false;
  return feed.isOutlived(newestMember, last, query);
}
