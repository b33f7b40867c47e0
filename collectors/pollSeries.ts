import { readSeries, type SeriesRow, scoreOf } from '../store/series.ts';
import { ask } from './ask.ts';
import type { SeriesPoll } from './feed.ts';
import { findGaps } from './findGaps.ts';
import type { Priority } from './gate.ts';
import { type PollContext, pollNow } from './pollContext.ts';
import type { Polled, SeriesPolling } from './seriesPolling.ts';
import { storeRows } from './storeRows.ts';

/** Pages in one poll while catching up; the next poll goes on from there. */
const MAX_PAGES = 5;

/** After so long without an answer (a ban, a machine that slept) the cursor may lie far back. */
const RESUME_AFTER_MS = 60_000;

/** Rows among which the newest settled one is looked for. */
const LOOK_BACK = 100;

export interface PollOptions {
  readonly priority?: Priority;
  /** Told of the rows of each reply before they are stored. */
  readonly onRows?: (rows: readonly SeriesRow[]) => void;
  /** The exchange's rows replace rolled-up ones even where those have more trades. */
  readonly outranksSums?: boolean;
}

/** Polls one pair's series from its cursor on. */
export async function pollSeries(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  options: PollOptions = {},
): Promise<void> {
  const { pair, series } = polled;
  if (series.cursor === undefined) await loadCursor(context, polling, polled);
  for (let page = 0; page < MAX_PAGES && !pair.isRemoved && context.fence() > 0; page++) {
    const isDone = await pollPage(context, polling, polled, options);
    if (isDone) break;
  }
}

function seriesPoll(context: PollContext, { retention }: SeriesPolling, { pair, series }: Polled): SeriesPoll {
  const poll = pollNow(context, [pair.symbol]);
  const resuming = series.isResuming || poll.asOf - series.confirmedAt > RESUME_AFTER_MS;
  return { ...poll, cursor: series.cursor ?? null, resuming, retention };
}

/** Where the stored series ends, and whether its history is complete. */
async function loadCursor(context: PollContext, polling: SeriesPolling, { pair, series }: Polled): Promise<void> {
  const { feed, retention, ledger } = polling;
  const { total, rows, kind, meta } = await readSeries(context.store, pair.key, { offset: 0 }, LOOK_BACK);
  const newest = rows[0] === undefined ? null : scoreOf(rows[0]);
  series.isResuming = true;
  series.newest = null;
  series.cursor = null;
  if (newest === null) return;
  if (kind !== feed.kind) {
    // The first write clears it.
    const replaced = {
      code: pair.code,
      from: await oldestScore(context, pair.key, total),
      to: newest,
      cause: 'source-changed',
      state: 'expired',
      rows: 0,
    } as const;
    const now = context.clock.now();
    const open = await ledger.openOf(pair.code);
    const closed = { cause: 'source-changed', state: 'expired', left: null, changedAt: Math.round(now) } as const;
    await ledger.update(open.map((gap) => ({ ...gap, ...closed })));
    await ledger.record([replaced], now);
    return;
  }
  if (total < retention && !series.isHistoryOver) {
    const floor = feed.scores.floor(newest, retention);
    const oldest = await oldestScore(context, pair.key, total);
    series.fill ??= oldest > floor ? { before: oldest, floor } : null;
  }
  series.newest = newest;
  series.cursor = feed.scores.settledTo(rows);
  series.confirmedAt = meta?.asOf ?? 0;
}

async function oldestScore({ store }: PollContext, key: string, total: number): Promise<number> {
  const { rows } = await readSeries(store, key, { offset: total - 1 }, 1);
  return scoreOf(rows[0] ?? '[]');
}

/** Resolves to true when the newest rows are stored. */
async function pollPage(
  context: PollContext,
  polling: SeriesPolling,
  polled: Polled,
  { priority, onRows, outranksSums = false }: PollOptions,
): Promise<boolean> {
  const { feed, validate, ledger, retention } = polling;
  const { pair, series } = polled;
  const poll = seriesPoll(context, polling, polled);
  const request = feed.request(poll);
  const reply = await ask(context, request, priority);
  const { rows, again } = feed.parse(validate(reply.data, request.path), poll);
  if (pair.isRemoved) return true;
  onRows?.(rows);
  const isLate = series.confirmedAt > 0 && poll.asOf - series.confirmedAt > polling.silenceMs;
  const isFirst = series.isResuming;
  const gaps = findGaps(feed, rows, {
    newest: series.newest,
    retention,
    cause: pair.trouble ?? (isLate || isFirst ? 'collector-down' : 'throttled'),
    isLate,
  });
  // On record before the rows are: who ends in between leaves no hole that nobody knows of.
  await ledger.record(
    gaps.map((gap) => ({ ...gap, code: pair.code })),
    poll.asOf,
  );
  if (isLate) series.scanAt = 0;
  // A page that others follow confirms nothing yet: the series is as old as it was.
  const isLast = again === undefined;
  const expired = gaps.find(({ state }) => state === 'expired');
  const written = {
    asOf: poll.asOf,
    source: reply.source,
    confirmsNewest: isLast,
    outranksSums,
    ...(expired !== undefined && { keepFrom: feed.scores.next(expired.to) }),
  };
  if (rows.length > 0 || isLast) {
    const { regressed } = await storeRows(context, polling, polled, rows, written);
    context.count('regressed', regressed);
  }
  const first = rows[0]?.score;
  if (poll.cursor === null && first !== undefined) {
    const floor = feed.scores.floor(rows.at(-1)?.score ?? first, retention);
    series.fill = first > floor ? { before: first, floor } : null;
  }
  const settledTo = feed.scores.settledTo(rows.map(({ member }) => member).toReversed());
  series.cursor = isLast ? later(poll.cursor, settledTo) : again.cursor;
  series.isResuming = false;
  series.confirmedAt = poll.asOf;
  return isLast;
}

/** A cursor goes on, never back. */
const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
