import { NotSent } from '../../../gateway/gate.ts';
import type { Interval } from '../../../markets/markets.js';
import { type Candle, candleRow, parseCandle, parseCandles, saysFinal } from '../../../model/candle.ts';
import { nextOpenTime, openTimeOf } from '../../../model/candleTime.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { asCandleOf, sameFigures, sumCandles } from '../../../model/sumCandles.ts';
import { readSeries } from '../../../store/series.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import { storeRows } from '../../ingest/storeRows.ts';
import type { PairSeries } from '../../state/pairState.ts';
import type { RolledState } from '../../state/rolledState.ts';
import { type PollOptions, pollSeries } from '../polled/pollSeries.ts';
import type { SeriesSetup } from '../seriesSetup.ts';
import { forgetHoles, lookIntoHole } from './lookIntoHole.ts';
import type { RollUp } from './planRollUp.ts';
import { readClosed } from './readClosed.ts';

const MINUTE = 60_000;
const SECOND = 1_000;

/** So many sums in a row that know less than the exchange's own row are no delay: something is missing in them. */
const BEHIND_TO_DISTRUST = 10;

/** The exchange is asked after the sum is made: so many of its rows in a row that know less are no lagging replica. */
const AHEAD_TO_DISTRUST = 3;

/** The exchange is asked again so much later when its own row cannot be right, ms. */
const BAD_ROW_AGAIN_MS = 10 * SECOND;

/** Candles that wait for the exchange's own row, at most. */
const MOST_WAITING = 10;

/** A row that is late by a tick or two is no reason for another plan. */
const UNSUMMED_TO_POLL_MS = 3 * SECOND;

/**
 * What has become of a sum: `written` · `known`, nothing has come since the exchange's own row · `late`, the finest candles are not fresh ·
 * `unproven`, to be held against the exchange's own row first · `impossible`, a part is missing or the sum cannot be right
 */
type Sum = 'written' | 'known' | 'late' | 'unproven' | 'impossible';

/**
 * One tick of a pair whose candles are rolled up: the sum of the closed finer candles and the live one, or, when it is time, the exchange's
 * own row. Where nothing can be summed up the exchange is asked: for a moment from weight that is left, then as the plan has it.
 */
export async function rollUpOrPoll(
  context: WorkerContext,
  setup: SeriesSetup,
  rollUp: RollUp,
  target: PairSeries,
): Promise<void> {
  const { pair, series } = target;
  const { rolled } = pair;
  const now = context.clock.now();
  // After an outage the exchange's own rows come first: what was missed must not be hidden behind the newest sum.
  // When the exchange's clock is set back, too: nothing that waits for a time must wait until it is that late again.
  const isSetBack = series.confirmedAt - now > MINUTE || rolled.confirmAt - now > MINUTE + rollUp.confirmEveryMs;
  const mustAsk = series.cursor === undefined || now - series.confirmedAt > setup.silenceMs || isSetBack;
  const sum = mustAsk ? 'known' : await writeSum(context, setup, rollUp, target);
  noteSum(rolled, sum, now);
  const isSummed = !mustAsk && (sum === 'written' || sum === 'known');
  const options: PollOptions = {
    onRows: (rows) => compare(context, target, rows),
    outranksSums: rolled.distrusted !== null && rolled.distrusted === rolled.openTime,
  };
  if (!mustAsk && now < rolled.confirmAt) {
    const priority = rolled.isPolled || sum === 'unproven' ? 'live' : 'fill';
    if (!isSummed) await pollSeries(context, setup, target, { ...options, priority });
    return;
  }
  try {
    await pollSeries(context, setup, target, options);
    rolled.confirmAt = nextConfirmation(rollUp, now);
  } catch (error) {
    // A row that cannot be right will hardly be so a second later.
    if (error instanceof InvalidPayload) rolled.confirmAt = now + BAD_ROW_AGAIN_MS;
    // The sums go on while the exchange's own row has to wait.
    if (!(error instanceof NotSent && isSummed)) throw error;
  }
}

/** What cannot be summed up for longer than a moment is polled, until it can. With the finest candles late the trouble is theirs. */
function noteSum(rolled: RolledState, sum: Sum, now: number): void {
  if (sum === 'known') return;
  if (sum === 'impossible' || sum === 'unproven') rolled.unsummedSince ??= now;
  else rolled.unsummedSince = null;
  rolled.isPolled = rolled.unsummedSince !== null && now - rolled.unsummedSince >= UNSUMMED_TO_POLL_MS;
}

/** A second after the minute for a candle that has just closed, else spread over the minute. */
function nextConfirmation({ interval, confirmEveryMs, phase }: RollUp, now: number): number {
  const minute = Math.floor((now + confirmEveryMs - MINUTE) / MINUTE) * MINUTE + MINUTE;
  const isClose = openTimeOf(interval, minute) === minute;
  return minute + (isClose ? SECOND : 2 * SECOND + phase * (MINUTE - 4 * SECOND));
}

/** Writes the sum as of the newest finest candle. */
async function writeSum(context: WorkerContext, setup: SeriesSetup, rollUp: RollUp, target: PairSeries): Promise<Sum> {
  const { interval, sources } = rollUp;
  const { pair, series } = target;
  const { rolled } = pair;
  const base = sources.at(-1) as Interval;
  const { rows, meta } = await readSeries(context.store, rollUp.keyOf(pair.code, base), { offset: 0 }, 1);
  if (rows[0] === undefined || meta === null || context.clock.now() - meta.asOf > rollUp.tooOldMs) return 'late';
  if (meta.asOf <= series.confirmedAt) return 'known';

  const [live] = parseCandles(rows);
  if (live === undefined) return 'impossible';
  const openTime = openTimeOf(interval, live[0]);
  // A candle in between would be missing.
  if (series.newest !== null && openTime > nextOpenTime(interval, series.newest)) return 'impossible';
  if (rolled.distrusted === openTime) {
    rolled.openTime = openTime;
    return 'impossible';
  }
  const read = (from: number, to: number) => readClosed(context.store, rollUp, pair, from, to);
  const sums: Candle[] = [];

  const hasEnded = rolled.openTime !== null && rolled.openTime < openTime && rolled.openTime !== rolled.distrusted;
  if (rolled.openTime !== null && hasEnded) {
    const ended = await read(rolled.openTime, nextOpenTime(interval, rolled.openTime));
    const sum = 'missing' in ended || ended.sum === null ? null : asCandleOf(interval, ended.sum);
    if (sum !== null) sums.push(sum);
    if ('missing' in ended || ended.isSettled) {
      if (sum !== null) remember(rolled, sum);
      rolled.openTime = openTime;
    }
  } else {
    rolled.openTime = openTime;
  }
  forgetHoles(rolled.holes, rolled.openTime ?? openTime);

  const known = rolled.closedPart;
  const isCurrent = known?.isSettled && known.openTime === openTime && known.upTo === live[0];
  const part = isCurrent ? known : await read(openTime, live[0]);
  rolled.closedPart = 'missing' in part ? null : part;
  if ('missing' in part) {
    if (!(await lookIntoHole(context, pair, rollUp.finest, part.missing))) return 'impossible';
    rolled.isUnproven = true;
    rolled.theirs = null;
    return 'unproven';
  }
  rolled.holes.metAt = null;
  const current = asCandleOf(interval, sumCandles(part.sum === null ? [live] : [part.sum, live]) ?? live);

  rolled.isUnproven &&= !isBorneOut(current, rolled.theirs);
  if (rolled.isUnproven) {
    rolled.last = current;
    return 'unproven';
  }
  const { regressed } = await storeRows(context, setup, target, [...sums, current].map(candleRow), {
    asOf: meta.asOf,
    source: meta.source,
    confirmsNewest: true,
  });
  rolled.last = current;
  rolled.behind = regressed > sums.length ? rolled.behind + 1 : 0;
  if (rolled.behind >= BEHIND_TO_DISTRUST) distrust(context, target, current, null);
  return 'written';
}

/** Nothing is missing in a sum that has all the trades that the exchange's own row had a moment before. */
const isBorneOut = (ours: Candle, theirs: Candle | null): boolean =>
  theirs !== null && theirs[0] === ours[0] && (theirs[8] === ours[8] ? sameFigures(ours, theirs) : theirs[8] < ours[8]);

function remember(rolled: RolledState, candle: Candle): void {
  rolled.closed.set(candle[0], candle);
  for (const openTime of rolled.closed.keys()) {
    if (rolled.closed.size <= MOST_WAITING) break;
    rolled.closed.delete(openTime);
  }
}

/** The exchange's own rows beside ours. Only closed candles count: while one forms, the two were asked for at different times. */
function compare(context: WorkerContext, target: PairSeries, rows: readonly SeriesRow[]): void {
  const { rolled, key } = target.pair;
  for (const row of rows) {
    const isFinal = saysFinal(row.member);
    const ours = isFinal ? rolled.closed.get(row.score) : undefined;
    if (isFinal && ours === undefined) continue;
    const theirs = parseCandle(row.member);
    if (ours !== undefined) {
      rolled.closed.delete(row.score);
      context.count('compared');
      if (sameFigures(ours, theirs)) continue;
      context.count('differences');
      const [summed, exchange] = [ours, theirs].map((candle) => JSON.stringify(candle));
      context.log.warn(
        `${key}: a rolled-up candle differs from the exchange's, which is stored: ${summed}, ${exchange}`,
      );
      continue;
    }
    rolled.theirs = theirs;
    if (rolled.last?.[0] === theirs[0] && rolled.distrusted !== theirs[0]) {
      const { last } = rolled;
      rolled.ahead = theirs[8] < last[8] ? rolled.ahead + 1 : 0;
      const isOther = theirs[8] === last[8] && !sameFigures(last, theirs);
      if (isOther || rolled.ahead >= AHEAD_TO_DISTRUST) distrust(context, target, last, theirs);
    }
  }
}

/** A sum that cannot be right is not gone on with: the exchange is asked until the candle ends. */
function distrust({ log }: WorkerContext, { pair }: PairSeries, ours: Candle, theirs: Candle | null): void {
  pair.rolled.distrusted = ours[0];
  pair.rolled.behind = 0;
  pair.rolled.ahead = 0;
  const beside = theirs === null ? 'the exchange knows more trades' : `the exchange says ${JSON.stringify(theirs)}`;
  log.warn(`${pair.key}: the candle is polled until it ends: summed up it is ${JSON.stringify(ours)}, ${beside}`);
}
