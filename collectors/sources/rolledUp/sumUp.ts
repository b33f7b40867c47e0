import type { Interval } from '../../../markets/markets.js';
import { type Candle, type CandleShape, candleRow, compareStates, parseCandles } from '../../../model/candle.ts';
import { nextOpenTime, openTimeOf } from '../../../model/candleTime.ts';
import { asCandleOf, sameFigures, sumCandles } from '../../../model/sumCandles.ts';
import { readSeries } from '../../../store/values/series.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { Origin } from '../../ingest/ingest.ts';
import type { SeriesSetup } from '../../ingest/seriesSetup.ts';
import type { PairSeries } from '../../state/pairState.ts';
import type { ClosedPart, RolledState, RunningCandle } from '../../state/rolledState.ts';
import { closeEnded } from './closeEnded.ts';
import { distrust } from './distrust.ts';
import { forgetHoles, lookIntoHole } from './lookIntoHole.ts';
import type { RollUp } from './planRollUp.ts';
import { readClosed } from './readClosed.ts';

/** So many sums in a row that know less than the exchange's own row are no delay: something is missing in them. */
const BEHIND_TO_DISTRUST = 10;

/** What has become of a sum: rollUp.ts says what each means. */
export type Sum = 'written' | 'known' | 'late' | 'unproven' | 'impossible';

/** The newest finest candle, which still forms. */
interface Live extends Origin {
  readonly candle: Candle;
}

/** Stores the sum of the closed finer candles and the live one, with the sum of a candle that has just ended. */
export async function sumUp(
  context: WorkerContext,
  setup: SeriesSetup,
  rollUp: RollUp,
  target: PairSeries,
): Promise<Sum> {
  const { rolled } = target.pair;
  const live = await readLive(context, rollUp, target);
  if (typeof live === 'string') return live;
  const openTime = openTimeOf(rollUp.interval, live.candle[0]);
  if (isCutOff(rollUp, target, openTime)) return 'impossible';
  if (rolled.trust.distrusted === openTime) {
    rolled.running.openTime = openTime;
    return 'impossible';
  }
  const ended = await closeEnded(context.store, rollUp, target.pair, openTime);
  forgetHoles(rolled.holes, rolled.running.openTime ?? openTime);

  const closed = await sumUpClosed(context, rollUp, target, openTime, live.candle[0]);
  if (typeof closed === 'string') return closed;
  const parts = closed.sum === null ? [live.candle] : [closed.sum, live.candle];
  const { shape, interval } = rollUp;
  const current = asCandleOf(shape, interval, sumCandles(shape, parts) ?? live.candle);
  if (!isProven(shape, rolled.running, current)) return 'unproven';

  const { asOf, source } = live;
  const known = await setup.ingest.takeSums(target, [...ended, current].map(candleRow), { asOf, source });
  noteWritten(rolled, current, known > ended.length);
  if (rolled.trust.behind >= BEHIND_TO_DISTRUST) distrust(context, target.pair, current, null);
  return 'written';
}

async function readLive(context: WorkerContext, rollUp: RollUp, { pair, series }: PairSeries): Promise<Live | Sum> {
  const finest = rollUp.sources.at(-1) as Interval;
  const { rows, meta } = await readSeries(context.store, rollUp.keyOf(pair.code, finest), { offset: 0 }, 1);
  if (rows[0] === undefined || meta === null || context.clock.now() - meta.asOf > rollUp.tooOldMs) return 'late';
  if (meta.asOf <= series.confirmedAt) return 'known';
  const [candle] = parseCandles(rollUp.shape, rows);
  return candle === undefined ? 'impossible' : { candle, asOf: meta.asOf, source: meta.source };
}

/** Whether a candle would be missing between the newest stored one and this one. */
const isCutOff = ({ interval }: RollUp, { series: { newest } }: PairSeries, openTime: number): boolean =>
  newest !== null && openTime > nextOpenTime(interval, newest);

/** The closed finer candles of the running one, as one: read anew only where another one has closed. Else why there is none. */
async function sumUpClosed(
  context: WorkerContext,
  rollUp: RollUp,
  { pair }: PairSeries,
  openTime: number,
  upTo: number,
): Promise<ClosedPart | Sum> {
  const { running, holes } = pair.rolled;
  const known = running.closedPart;
  const isCurrent = known?.isSettled && known.openTime === openTime && known.upTo === upTo;
  const part = isCurrent ? known : await readClosed(context.store, rollUp, pair, openTime, upTo);
  running.closedPart = 'missing' in part ? null : part;
  if (!('missing' in part)) {
    holes.metAt = null;
    return part;
  }
  if (!(await lookIntoHole(context, pair, rollUp.finest, part.missing))) return 'impossible';
  // Only a row of the exchange that comes from now on says whether the sum may pass over the hole.
  running.isUnproven = true;
  running.theirs = null;
  return 'unproven';
}

/** Whether the sum may be stored. One that may not is kept, so that the exchange's next row is held against it. */
function isProven(shape: CandleShape, running: RunningCandle, current: Candle): boolean {
  running.isUnproven &&= !isBorneOut(shape, current, running.theirs);
  if (running.isUnproven) running.ours = current;
  return !running.isUnproven;
}

/** Nothing is missing in a sum that has all the trades that the exchange's own row had a moment before. */
function isBorneOut(shape: CandleShape, ours: Candle, theirs: Candle | null): boolean {
  if (theirs === null || theirs[0] !== ours[0]) return false;
  const order = compareStates(shape, theirs, ours);
  return order < 0 || (order === 0 && sameFigures(shape, ours, theirs));
}

function noteWritten({ running, trust }: RolledState, current: Candle, isBehind: boolean): void {
  running.ours = current;
  trust.behind = isBehind ? trust.behind + 1 : 0;
}
