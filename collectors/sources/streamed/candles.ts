import type { CandleShape } from '../../../model/candle.ts';
import { FormingCandle, type NewestCandle } from '../../../model/formingCandle.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import type { StreamedCandles } from '../../../model/streamed.ts';
import { readRows } from '../../../store/values/series.ts';
import { queryNow } from '../../context/workerContext.ts';
import { recordUnknown } from '../../gaps/gapLedger.ts';
import type { JudgedRows } from '../../ingest/ingest.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairState } from '../../state/pairState.ts';
import { breakOff, makeWhole, noteFailure } from '../../state/streamedState.ts';
import { auditCandles } from './audit/auditCandles.ts';
import { createRecorder } from './audit/recorder.ts';
import { confirmSeries, noteNewest } from './confirmSeries.ts';
import { createOutbox } from './outbox.ts';
import type { StreamedContext } from './streamedContext.ts';
import type { StreamKind } from './streamKind.ts';

/** What is to be stored of a pair: the newest candle as it then is, and these. */
interface Candles {
  /** Candles whose close has come, each once. */
  readonly closed: readonly NewestCandle[];
  readonly asOf: number;
  /** Breaks of the pair before it. */
  readonly breaks: number;
}

const NONE: Candles['closed'] = [];

/**
 * Each trade changes the candles of all intervals, and nobody needs these more often than once in a turn, which writes what waits. This is for pairs
 * that no turn writes: longer than turns are apart, ms.
 */
const PAUSE_MS = 1_500;

/** More closed candles do not wait for a Redis that is away: REST is asked for the others. */
const MOST_UNWRITTEN = 100;

/** After a break REST has so long to tell how the candle ended that was stored last. After that the stream goes on without, ms. */
const HELD_MS = 30_000;

/** Where the stream is late with closes, half of the pairs are asked for at once: all candles of a minute close together. */
const CLOSING_SHARE = 0.5;

/**
 * Candles: the exchange's newest one with the trades that have followed it (model/formingCandle.ts). A candle is closed by the exchange's word alone.
 * Where that does not come, as of a candle without trades, REST is asked.
 */
export function candles(
  context: StreamedContext,
  streamed: StreamedCandles,
  setup: SeriesSetup,
  shape: CandleShape | null,
): StreamKind {
  const recorder = createRecorder<string>();
  const { feed, ingest } = setup;
  const rules = { add: streamed.add, scoreOf: feed.scoreOf };
  const outbox = createOutbox<Candles>({
    merge: ({ closed }, more) => (closed.length === 0 ? more : { ...more, closed: [...closed, ...more.closed] }),
    write,
    onFailure: noteFailure,
    pauseMs: PAUSE_MS,
    isUrgent: ({ closed }) => closed.length > 0,
    monotonic: context.clock.monotonic,
  });

  function formingOf({ streamed: state }: PairState): FormingCandle {
    state.candle ??= new FormingCandle(streamed.interval, rules);
    return state.candle;
  }

  /** Closed candles that could not be stored: each comes once, so they are kept for the next write. */
  const unwritten = new WeakMap<PairState, Candles>();

  /** What pairs were to store that wait for REST to tell how the candle of a score ended; since when, monotonic ms. */
  const held = new WeakMap<PairState, Candles & { readonly score: number; readonly since: number }>();

  /**
   * The newest candle that is stored, where it does not hold all its trades, as those of a break are missing and its close has come by nothing yet. A
   * later one beside it would say that it does, and so would sums of both. Null: nothing is wrong with it.
   */
  async function unfinished(pair: PairState, closed: Candles['closed']): Promise<number | null> {
    // Of a pair that was held REST may have told something, and not that.
    if (pair.streamed.wholeSince !== null && !held.has(pair)) return null;
    const { series } = pair;
    await ingest.prepare({ pair, series });
    const { newest: score, newestMember: member } = series;
    const forming = formingOf(pair).newest();
    if (score === null || member === null || forming === null || score >= forming.openTime) return null;
    const isTold = feed.scores.isSettled({ score, member }) || closed.some(({ openTime }) => openTime === score);
    return isTold ? null : score;
  }

  /** Whether it has to wait for REST: for a while only. What that has not told then is put on record, and fetched when it can be. */
  async function mustWait(pair: PairState, item: Candles): Promise<boolean> {
    const score = await unfinished(pair, item.closed);
    const before = held.get(pair);
    const now = context.clock.monotonic();
    const since = before?.score === score ? before.since : now;
    if (score !== null && now - since < HELD_MS) {
      const { rest } = pair.streamed;
      if (since === now && !rest.isAsking) rest.askedAt = Number.NEGATIVE_INFINITY;
      held.set(pair, { ...item, score, since });
      return true;
    }
    if (score !== null) {
      const gap = { from: score, to: score, cause: 'stream-down', state: 'open', rows: 0 } as const;
      await recordUnknown(context.ledger, feed.scores, pair.code, [gap], item.asOf);
    }
    held.delete(pair);
    return false;
  }

  /** Null: it cannot be right, which is told. Others are stored all the same. */
  function judge(pair: PairState, { row, isClosed }: NewestCandle): JudgedRows | null {
    const query = { ...queryNow(context, [pair.symbol]), isClosed };
    try {
      return ingest.judge(pair, { data: [row], text: '', path: 'an event' }, query);
    } catch (error) {
      if (!(error instanceof InvalidPayload)) throw error;
      noteFailure(pair, error);
      return null;
    }
  }

  async function write(pair: PairState, { closed: come, asOf, breaks }: Candles): Promise<void> {
    const closed = [...(unwritten.get(pair)?.closed ?? []), ...come].slice(-MOST_UNWRITTEN);
    if (closed.length > 0) unwritten.set(pair, { closed, asOf, breaks });
    if (await mustWait(pair, { closed, asOf, breaks })) return;
    await store(pair, { closed, asOf, breaks });
    unwritten.delete(pair);
  }

  async function store(pair: PairState, { closed, asOf, breaks }: Candles): Promise<void> {
    const target = { pair, series: pair.series };
    const forming = formingOf(pair);
    const newest = forming.newest();
    const isTold = newest === null || closed.some(({ openTime }) => openTime === newest.openTime);
    const judged = [...closed, ...(isTold ? [] : [newest])]
      .toSorted((one, other) => one.openTime - other.openTime)
      .map((candle) => judge(pair, candle))
      .filter((each) => each !== null);
    if (judged.length === 0) return;
    const rows = judged.flatMap((each) => each.rows);
    for (const row of rows) {
      recorder.note(pair, row.member);
      context.closes?.told(pair, row);
    }
    const together = { rows, bad: judged.flatMap(({ bad }) => bad), count: judged.length, badLast: null };
    const origin = { asOf, source: context.sourceName() };
    await ingest.takeNewest(target, together, { ...origin, isEnd: !forming.lacksTrades, missedBy: 'stream-down' });
    noteNewest(pair, target.series);
    if (!forming.lacksTrades && newest !== null) makeWhole(pair, breaks, context.clock.monotonic());
  }

  /** Looks whether REST has brought the close of candles that wait for it. */
  async function settle(pair: PairState): Promise<void> {
    const { cursor } = pair.series;
    for (const openTime of formingOf(pair).waiting) {
      if (cursor == null || openTime > cursor) continue;
      const {
        rows: [member],
      } = await readRows(context.store, pair.key, { before: feed.scores.next(openTime) }, 1);
      if (member === undefined || scoreOf(member) !== openTime) continue;
      if (feed.scores.isSettled({ score: openTime, member })) formingOf(pair).settle(openTime);
    }
  }

  return {
    onEvent(pair, event, asOf) {
      const forming = formingOf(pair);
      const told = streamed.read(event, pair.symbol);
      let closed: Candles['closed'] = NONE;
      if ('trade' in told) {
        forming.takeTrade(told.trade);
      } else if (forming.takeCandle(told.candle)) {
        const { row, isClosed } = told.candle;
        closed = [{ row, isClosed, openTime: feed.scoreOf(row) ?? 0 }];
      }
      // A trade is known that no candle holds yet.
      if (forming.lacksTrades || (!forming.isKnown && 'trade' in told)) breakOff(pair);
      outbox.put(pair, { closed, asOf, breaks: pair.streamed.breaks });
    },
    onDown: () => undefined,
    onTurn(pair) {
      if (formingOf(pair).waiting.length > 0) settle(pair).catch((error: unknown) => noteFailure(pair, error));
      const failed = unwritten.get(pair);
      if (failed !== undefined && outbox.isIdle(pair)) outbox.put(pair, { ...failed, closed: [] });
      // REST may have told it meanwhile.
      const waiting = held.get(pair);
      if (waiting !== undefined && outbox.isIdle(pair)) outbox.put(pair, { ...waiting, closed: NONE });
    },
    isSettled: (pair) => outbox.isIdle(pair) && !held.has(pair),
    hurry: (pair, asOf) => outbox.hurry(pair, { closed: [], asOf, breaks: pair.streamed.breaks }),
    takeBacklogMs: outbox.takeBacklogMs,
    isWholeByRest: (pair) => !formingOf(pair).lacksTrades && pair.series.doubt === null,
    wantsRest(pair, asOf) {
      if (held.has(pair)) return true;
      const { newest } = pair.series;
      const [waiting] = formingOf(pair).waiting;
      const overdue = (openTime: number) => asOf >= feed.scores.next(openTime) + streamed.closesWithinMs;
      return (waiting !== undefined && overdue(waiting)) || (newest !== null && overdue(newest));
    },
    ...(streamed.closesWithinMs === 0 && { besideShare: CLOSING_SHARE }),
    confirm: (confirmed) => confirmSeries(setup, confirmed, context.sourceName()),
    putAgain(pair, asOf) {
      if (!formingOf(pair).isKnown || formingOf(pair).lacksTrades) return false;
      outbox.put(pair, { closed: [], asOf, breaks: pair.streamed.breaks });
      return true;
    },
    audited:
      shape === null
        ? null
        : auditCandles({
            ...{ context, streamed, setup, shape, recorder },
            forget: ({ streamed: state }) => {
              state.candle = null;
            },
          }),
    close: outbox.close,
  };
}
