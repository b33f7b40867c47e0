import { NotSent } from '../../gateway/gate.ts';
import { isForgotten, type OlderRows } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { findHoles } from '../../store/values/gaps.ts';
import { WriteRefused } from '../../store/values/write.ts';
import { queryNow, type WorkerContext } from '../context/workerContext.ts';
import { recordUnknown } from '../gaps/gapLedger.ts';
import type { SeriesSetup } from '../ingest/seriesSetup.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import { fillGap, keyOf, SECOND_LOOK_MS } from './fillGap.ts';
import { askForMore, endsOf, noteSpoilt, spoiltOf, unreadableBelow } from './olderRows.ts';

/*
 * Older rows of a pair, one step at a time. A step fetches a page of the highest open gap, else a page of history (rows from before the first
 * start, as far down as retention reaches), else it looks through the stored rows for holes. Each step is in one of four states:
 *
 * - *ready*    it is the next one, unless one before it in this order is ready, too.
 * - *in line*  it is the next one, and stands in line with those of all pairs (context/olderLines.ts). What is to be done is found out anew when its turn comes.
 * - *held*     it has failed, or waits for a second look (`Hold`): the steps after it go on meanwhile.
 * - *done*     the gap is closed, history is complete, or the next look is ten minutes away.
 */

/** So often the stored rows are looked through for holes that no poll has met: Redis has lost rows, or an old backup was restored. */
const SCAN_EVERY_MS = 600_000;

/** A step that fails waits 2 s, then twice as long each time; the other steps go on meanwhile. */
const HOLD = { baseMs: 2_000, capMs: 600_000 } as const;

/** One step backwards. `key` tells steps of a pair apart. */
interface Step {
  readonly key: string;
  /** It asks the exchange, and stands in this line for that; null: it asks nobody. */
  readonly line: 'gap' | 'history' | null;
  run(): Promise<void>;
}

/**
 * Takes one step, with weight that live polls leave, if there is one.
 *
 * @throws what a failed step throws, once it is noted when to try it again; ioredis errors when Redis is away
 */
export async function catchUp(context: WorkerContext, setup: SeriesSetup, target: PairSeries): Promise<void> {
  const find = () => nextStep(context, setup, target);
  const step = await find();
  if (step === undefined) return;
  if (step.line === null) await takeStep(context, target, async () => step);
  else await context.lines[step.line](() => takeStep(context, target, find));
}

/** Much may have changed since it stood in line: it has left, its rows are another series, a backfill brings them, another process writes. */
async function takeStep(
  context: WorkerContext,
  { pair, series }: PairSeries,
  find: () => Promise<Step | undefined>,
): Promise<void> {
  const isGone = (): boolean => pair.isRemoved || pair.series !== series;
  if (isGone() || pair.older.isBusy || isAwaited(context, pair) || context.fence() === 0) return;
  pair.older.isBusy = true;
  try {
    const step = await find();
    if (step !== undefined && !isGone()) await run(context, pair, step);
  } finally {
    pair.older.isBusy = false;
  }
}

/** A page of a backfill waits for the pair. */
export const isAwaited = ({ clock }: Pick<WorkerContext, 'clock'>, { older }: PairState): boolean =>
  clock.monotonic() < older.awaitedUntil;

async function run({ clock }: WorkerContext, { older }: PairState, step: Step): Promise<void> {
  try {
    await step.run();
  } catch (error) {
    // Nothing was asked, or the store knows better: that says nothing of the step.
    if (error instanceof NotSent || error instanceof WriteRefused) return;
    const failures = (older.holds.get(step.key)?.failures ?? 0) + 1;
    const holdMs = Math.min(HOLD.capMs, HOLD.baseMs * 2 ** (failures - 1));
    older.holds.set(step.key, { failures, until: clock.monotonic() + holdMs });
    throw error;
  }
  if (older.holds.get(step.key)?.failures) older.holds.delete(step.key);
}

async function nextStep(context: WorkerContext, setup: SeriesSetup, target: PairSeries): Promise<Step | undefined> {
  const { pair, series } = target;
  const { newest, fill } = series;
  // The newest rows come first. Where the exchange has no older ones nothing can be caught up with.
  if (newest === null || setup.feed.older === undefined) return undefined;
  const { older } = setup.feed;
  const now = context.clock.now();
  const gaps = await setup.ledger.pendingOf(pair.code);
  const due = gaps.filter(
    ({ from, state, changedAt }) => from <= newest && (state === 'open' || Math.abs(now - changedAt) >= SECOND_LOOK_MS),
  );
  const steps: Step[] = due.map((gap) => ({
    key: keyOf(gap),
    line: 'gap',
    run: () => fillGap(context, setup, target, gap, newest, older),
  }));
  if (fill !== null)
    steps.push({ key: 'history', line: 'history', run: () => fillHistory(context, setup, target, fill, older) });
  if (context.clock.monotonic() >= series.scanAt && setup.feed.scores.continuity !== 'none')
    steps.push({ key: 'scan', line: null, run: () => scan(context, setup, target) });
  return steps.find(({ key }) => (pair.older.holds.get(key)?.until ?? 0) <= context.clock.monotonic());
}

async function fillHistory(
  context: WorkerContext,
  setup: SeriesSetup,
  target: PairSeries,
  fill: { before: number; floor: number },
  older: OlderRows,
): Promise<void> {
  const { pair, series } = target;
  const query = queryNow(context, [pair.symbol]);
  const end = (): void => {
    series.fill = null;
    series.isHistoryOver = true;
  };
  if (isForgotten(older, query, fill.before)) return end();
  const page = await askForMore(context, setup, target, {
    request: older.history(query, fill.before),
    query,
    priority: 'history',
  });
  if (page === null) return;
  if (page.isTooOld) return end();
  // The page was asked to end with this row. Without it the page, an empty one for example, does not tell what lies below.
  if (page.bad.length === 0 && !page.rows.some(({ score }) => score >= fill.before)) {
    throw new InvalidPayload(`${pair.key}: an answer with older rows does not reach up to ${fill.before}`);
  }
  const rows = page.rows.filter(({ score }) => score < fill.before && score >= fill.floor);
  const { previous } = setup.feed.scores;
  if (page.count >= setup.feed.pageRows && endsOf(page).lowest >= fill.before) {
    throw unreadableBelow(pair.key, previous(fill.before));
  }
  const spoilt = spoiltOf(page, fill.floor, previous(fill.before));
  await noteSpoilt(setup, pair, spoilt, query.asOf);
  await setup.ingest.takeOlder(target, rows, page.origin);
  const oldest = Math.min(...rows.map(({ score }) => score), ...spoilt);
  // Where scores do not tell how far down retention reaches, the number of stored rows does.
  const isFull = series.total >= setup.retention;
  const isOver =
    oldest <= fill.floor || oldest === Number.POSITIVE_INFINITY || page.count < setup.feed.pageRows || isFull;
  series.fill = isOver ? null : { ...fill, before: oldest };
  if (isOver) series.isHistoryOver = true;
}

async function scan(
  context: WorkerContext,
  { feed, ledger }: SeriesSetup,
  { pair, series }: PairSeries,
): Promise<void> {
  const { scores } = feed;
  const holes = await findHoles(context.store, pair.key, scores.step);
  const found = holes.map(
    ({ after, before }) =>
      ({ from: scores.next(after), to: scores.previous(before), cause: 'unknown', state: 'open', rows: 0 }) as const,
  );
  await recordUnknown(ledger, scores, pair.code, found, context.clock.now());
  series.scanAt = context.clock.monotonic() + SCAN_EVERY_MS;
}
