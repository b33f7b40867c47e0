import { NotSent } from '../../../gateway/gate.ts';
import { openTimeOf } from '../../../model/candleTime.ts';
import { InvalidPayload } from '../../../model/invalidPayload.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairSeries } from '../../state/pairState.ts';
import type { Asking } from '../../state/rolledState.ts';
import { type PollOptions, pollSeries } from '../polled/pollSeries.ts';
import { compareRows } from './compareRows.ts';
import type { RollUp } from './planRollUp.ts';
import { type Sum, sumUp } from './sumUp.ts';

/*
 * A long candle that is rolled up costs nearly no weight: it is the sum of shorter ones that are stored (the *finer* ones; the shortest of
 * them, the *finest*, is polled). The exchange's own row is asked for once a minute, or more seldom, and replaces the sum.
 *
 * Each tick of a pair ends in one of five ways:
 *
 * - *written*     the sum is stored, as of the newest finest candle. This is the rule.
 * - *known*       the exchange's own row is stored and no finest candle has come since: there is nothing to sum up.
 * - *late*        the finest candles are not fresh, so that a sum would be old. The trouble is theirs.
 * - *impossible*  a finer candle is missing, or the candle is distrusted.
 * - *unproven*    the sum passes over a time of which the exchange has no candles (lookIntoHole.ts): the pair was not traded then, or we are
 *                 wrong. The sum is held back until the exchange's own row bears it out: it knows no trade that the sum lacks.
 *
 * In the last three the exchange is asked instead. At first it is asked from weight that is left, since most of this is over after a tick or
 * two. What is impossible or unproven for 3 s becomes *polled*: the pair says so in its report, the plan gives it weight, and it is asked
 * for each period until a sum is written again.
 *
 * A candle is *distrusted* once its sum cannot be right. It stays so until it ends, and is polled meanwhile. What leads to it:
 *
 * - *behind*      the store has refused ten sums in a row, because the exchange's own row had more trades: something is missing in them.
 * - *ahead*       three rows of the exchange in a row had fewer trades than the sum that was made before they were asked for. One such row
 *                 comes from a replica that lags.
 * - The exchange's row has as many trades as the sum, and other figures.
 *
 * A candle that has *ended* is summed up once more, to its end. That sum waits for the exchange's final row, is compared with it and
 * counted. Where they differ the exchange's row is the one that stays.
 *
 * The exchange is asked *first*, before anything is summed up, where its own rows were missed: after a start or an outage, and after its
 * clock was set back.
 */

const MINUTE = 60_000;
const SECOND = 1_000;

/** The exchange is asked again so much later when its own row cannot be right, ms. */
const BAD_ROW_AGAIN_MS = 10 * SECOND;

/** A row that is late by a tick or two is no reason for another plan. */
const UNSUMMED_TO_POLL_MS = 3 * SECOND;

/** One tick of a pair: its sum, or the exchange's own row where it is time for that or nothing can be summed up. */
export async function rollUpOrPoll(
  context: WorkerContext,
  setup: SeriesSetup,
  rollUp: RollUp,
  target: PairSeries,
): Promise<void> {
  const { asking, trust, running } = target.pair.rolled;
  const now = context.clock.now();
  const asksFirst = mustAskFirst(setup, rollUp, target, now);
  const sum = asksFirst ? 'known' : await sumUp(context, setup, rollUp, target);
  noteSum(asking, sum, now);
  const isSummed = !asksFirst && (sum === 'written' || sum === 'known');
  const options: PollOptions = {
    onRows: (rows) => compareRows(context, rollUp, target, rows),
    outranksSums: trust.distrusted !== null && trust.distrusted === running.openTime,
  };
  if (!asksFirst && now < asking.confirmAt) {
    const priority = asking.isPolled || sum === 'unproven' ? 'live' : 'fill';
    if (!isSummed) await pollSeries(context, setup, target, { ...options, priority });
    return;
  }
  try {
    await pollSeries(context, setup, target, options);
    asking.confirmAt = nextConfirmation(rollUp, now);
  } catch (error) {
    // A row that cannot be right will hardly be so a second later.
    if (error instanceof InvalidPayload) asking.confirmAt = now + BAD_ROW_AGAIN_MS;
    // The sums go on while the exchange's own row has to wait.
    if (!(error instanceof NotSent && isSummed)) throw error;
  }
}

function mustAskFirst(
  { silenceMs }: SeriesSetup,
  { confirmEveryMs }: RollUp,
  { pair, series }: PairSeries,
  now: number,
): boolean {
  // What was missed must not be hidden behind the newest sum.
  const isMissed = series.cursor === undefined || now - series.confirmedAt > silenceMs;
  // Nothing that waits for a time must wait until it is that late again.
  const { confirmAt } = pair.rolled.asking;
  const isSetBack = series.confirmedAt - now > MINUTE || confirmAt - now > MINUTE + confirmEveryMs;
  return isMissed || isSetBack;
}

/** Notes since when nothing can be summed up. With the finest candles late the trouble is theirs. */
function noteSum(asking: Asking, sum: Sum, now: number): void {
  if (sum === 'known') return;
  if (sum === 'impossible' || sum === 'unproven') asking.unsummedSince ??= now;
  else asking.unsummedSince = null;
  asking.isPolled = asking.unsummedSince !== null && now - asking.unsummedSince >= UNSUMMED_TO_POLL_MS;
}

/** A second after the minute for a candle that has just closed, else spread over the minute. */
function nextConfirmation({ interval, confirmEveryMs, phase }: RollUp, now: number): number {
  const minute = Math.floor((now + confirmEveryMs - MINUTE) / MINUTE) * MINUTE + MINUTE;
  const isClose = openTimeOf(interval, minute) === minute;
  return minute + (isClose ? SECOND : 2 * SECOND + phase * (MINUTE - 4 * SECOND));
}
