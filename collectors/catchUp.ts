import { MAX_ROWS } from '../exchanges/binance/endpoints.ts';
import type { ExchangeReply, ExchangeRequest } from '../exchanges/exchange.ts';
import { findHoles, type Gap } from '../store/gaps.ts';
import { monotonicMs } from '../store/machine.ts';
import type { SeriesRow } from '../store/series.ts';
import { WriteRefused } from '../store/write.ts';
import { ask } from './ask.ts';
import type { Poll, SeriesPoll } from './feed.ts';
import { NotSent } from './gate.ts';
import { type PollContext, pollNow } from './pollContext.ts';
import type { Polled, SeriesPolling } from './seriesPolling.ts';
import { storeRows } from './storeRows.ts';

/** So often the stored rows are looked through for holes that no poll has met: rows lost by Redis, a restored backup. */
const SCAN_EVERY_MS = 600_000;

/** A step that fails waits 2 s, then twice as long each time; the other steps go on meanwhile. */
const HOLD = { baseMs: 2_000, capMs: 600_000 } as const;

/** A replica of the exchange may lag: only a second look, so much later, tells that the exchange itself lacks rows. */
const SECOND_LOOK_MS = 60_000;

/** One step backwards. `key` tells steps of a pair apart. */
interface Step {
  readonly key: string;
  run(): Promise<void>;
}

/**
 * One step backwards, from weight that live polls leave: a page of the newest open gap, else a page of history, else a look for
 * holes when it is time.
 *
 * @throws what a failed step throws, once it is noted when to try it again; ioredis errors when Redis is away
 */
export async function catchUp(context: PollContext, polling: SeriesPolling, polled: Polled): Promise<void> {
  const { pair, series } = polled;
  const step = await nextStep(context, polling, polled);
  if (step === undefined || pair.isRemoved || pair.series !== series) return;
  try {
    await step.run();
  } catch (error) {
    if (error instanceof WriteRefused) return;
    const failures = (pair.holds.get(step.key)?.failures ?? 0) + 1;
    const holdMs = Math.min(HOLD.capMs, HOLD.baseMs * 2 ** (failures - 1));
    pair.holds.set(step.key, { failures, until: monotonicMs() + holdMs });
    throw error;
  }
  if (pair.holds.get(step.key)?.failures) pair.holds.delete(step.key);
}

async function nextStep(context: PollContext, polling: SeriesPolling, polled: Polled): Promise<Step | undefined> {
  const { pair, series } = polled;
  const { newest, fill } = series;
  // Nothing while the newest rows are not stored.
  if (newest === null) return undefined;
  const gaps = await polling.ledger.openOf(pair.code);
  const steps: Step[] = gaps.map((gap) => ({
    key: keyOf(gap),
    run: () => context.line(() => fillGap(context, polling, polled, gap, newest)),
  }));
  if (fill !== null)
    steps.push({ key: 'history', run: () => context.line(() => fillHistory(context, polling, polled, fill)) });
  if (monotonicMs() >= series.scanAt) steps.push({ key: 'scan', run: () => scan(context, polling, polled) });
  return steps.find(({ key }) => (pair.holds.get(key)?.until ?? 0) <= monotonicMs());
}

const keyOf = ({ from }: Gap): string => `gap:${from}`;

/** The page's rows, or null where no weight is left, the egress is paused, or the series is another one meanwhile. */
async function askForMore(
  context: PollContext,
  { feed, validate, retention }: SeriesPolling,
  { pair, series }: Polled,
  request: ExchangeRequest,
  poll: Poll,
): Promise<{ rows: readonly SeriesRow[]; reply: ExchangeReply } | null> {
  const reply = await ask(context, request, 'fill').catch((error: unknown) => {
    if (error instanceof NotSent) return null;
    throw error;
  });
  if (reply === null || pair.isRemoved || pair.series !== series) return null;
  const seriesPoll: SeriesPoll = { ...poll, cursor: null, resuming: false, retention };
  return { rows: feed.parse(validate(reply.data, request.path), seriesPoll).rows, reply };
}

async function fillGap(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  gap: Gap,
  newest: number,
): Promise<void> {
  const { feed, retention, ledger } = polling;
  const { scores } = feed;
  const { pair } = polled;
  const poll = pollNow(context, [pair.symbol]);
  const changedAt = Math.round(poll.asOf);

  const to = gap.left ?? gap.to;
  const lowest = Math.max(gap.from, scores.floor(newest, retention));
  if (to < lowest) return closeGap(context, polling, polled, gap, lowest, changedAt);
  const from = Math.max(lowest, scores.pageStart(to));
  const page = await askForMore(context, polling, polled, feed.between(poll, from, to), poll);
  if (page === null) return;
  const found = page.rows.filter(({ score }) => score >= from && score <= to);
  await storeOlder(context, polling, polled, found, poll.asOf, page.reply);

  const rows = gap.rows + found.length;
  if (from > lowest) return ledger.update([{ ...gap, rows, left: scores.previous(from), changedAt }]);
  const isComplete = rows >= scores.count(lowest, gap.to);
  const isSecondLook = pair.holds.get(keyOf(gap))?.isSecondLook === true;
  if (!isComplete && !isSecondLook) {
    pair.holds.set(keyOf(gap), { failures: 0, until: monotonicMs() + SECOND_LOOK_MS, isSecondLook: true });
    return ledger.update([{ ...gap, rows: 0, left: gap.to, changedAt }]);
  }
  pair.holds.delete(keyOf(gap));
  return closeGap(context, polling, polled, { ...gap, rows }, lowest, changedAt);
}

/** What has come is filled, what retention no longer reaches has expired, what the exchange lacks is an entry of its own. */
async function closeGap(
  { store }: PollContext,
  { feed: { scores }, ledger }: SeriesPolling,
  { pair }: Polled,
  gap: Gap,
  lowest: number,
  changedAt: number,
): Promise<void> {
  const closed = { ...gap, left: null, changedAt };
  const entries: Gap[] = [];
  if (gap.from < lowest) {
    entries.push({ ...closed, to: Math.min(gap.to, scores.previous(lowest)), state: 'expired', rows: 0 });
  }
  if (lowest <= gap.to) {
    const isComplete = gap.rows >= scores.count(lowest, gap.to);
    const holes = isComplete ? [] : await findHoles(store, pair.key, scores.step);
    const missing = holes
      .map(({ after, before }) => ({
        from: Math.max(lowest, scores.next(after)),
        to: Math.min(gap.to, scores.previous(before)),
      }))
      .filter(({ from, to }) => from <= to);
    const [first] = missing;
    const from = first?.from === lowest ? scores.next(first.to) : lowest;
    if (from <= gap.to) entries.push({ ...closed, from, state: 'filled' });
    for (const hole of missing) {
      entries.push({ ...closed, ...hole, cause: 'exchange-gap', state: 'unfillable', rows: 0 });
    }
  }
  await ledger.update(entries);
}

async function fillHistory(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  fill: { before: number; floor: number },
): Promise<void> {
  const poll = pollNow(context, [polled.pair.symbol]);
  const request = polling.feed.history(poll, fill.before);
  const page = await askForMore(context, polling, polled, request, poll);
  if (page === null) return;
  const rows = page.rows.filter(({ score }) => score < fill.before && score >= fill.floor);
  const oldest = rows[0]?.score;
  await storeOlder(context, polling, polled, rows, poll.asOf, page.reply);
  const isOver = oldest === undefined || oldest <= fill.floor || page.rows.length < MAX_ROWS;
  polled.series.fill = isOver ? null : { ...fill, before: oldest };
  if (isOver) polled.series.isHistoryOver = true;
}

/** Rows that say nothing of the newest one. */
async function storeOlder(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  rows: readonly SeriesRow[],
  asOf: number,
  { source }: ExchangeReply,
): Promise<void> {
  if (rows.length > 0) await storeRows(context, polling, polled, rows, { asOf, source, confirmsNewest: false });
}

async function scan(context: PollContext, { feed, ledger }: SeriesPolling, { pair, series }: Polled): Promise<void> {
  const { scores } = feed;
  const holes = await findHoles(context.store, pair.key, scores.step);
  const spans = holes.map(({ after, before }) => ({ from: scores.next(after), to: scores.previous(before) }));
  const isKnown = await Promise.all(spans.map(({ from, to }) => ledger.knows(pair.code, from, to)));
  const found = spans.filter((_, index) => isKnown[index] === false);
  await ledger.record(
    found.map((span) => ({ ...span, code: pair.code, cause: 'unknown', state: 'open', rows: 0 })),
    context.clock.now(),
  );
  series.scanAt = monotonicMs() + SCAN_EVERY_MS;
}
