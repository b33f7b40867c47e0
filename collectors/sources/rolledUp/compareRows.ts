import { type Candle, type CandleShape, compareStates, parseCandle, saysFinal } from '../../../model/candle.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { sameFigures } from '../../../model/sumCandles.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { PairSeries, PairState } from '../../state/pairState.ts';
import type { RolledState } from '../../state/rolledState.ts';
import { distrust } from './distrust.ts';
import type { RollUp } from './planRollUp.ts';

/** The exchange is asked after the sum is made: so many of its rows in a row that know less come from no replica that lags. */
const AHEAD_TO_DISTRUST = 3;

/** Holds the exchange's own rows against ours, before they are stored. */
export function compareRows(
  context: WorkerContext,
  { shape }: Pick<RollUp, 'shape'>,
  { pair }: PairSeries,
  rows: readonly SeriesRow[],
): void {
  for (const { score, member } of rows) {
    if (!saysFinal(shape, member)) {
      compareForming(context, shape, pair, parseCandle(shape, member));
      continue;
    }
    const ours = pair.rolled.ended.get(score);
    if (ours === undefined) continue;
    compareEnded(context, shape, pair, ours, parseCandle(shape, member));
    pair.rolled.ended.delete(score);
  }
}

/** Both know all trades: they must say the same. */
function compareEnded(
  { count, log }: WorkerContext,
  shape: CandleShape,
  { key }: PairState,
  ours: Candle,
  theirs: Candle,
): void {
  count('compared');
  if (sameFigures(shape, ours, theirs)) return;
  count('differences');
  const [summed, exchange] = [ours, theirs].map((candle) => JSON.stringify(candle));
  log.warn(`${key}: a rolled-up candle differs from the exchange's, which is stored: ${summed}, ${exchange}`);
}

/** While a candle forms, the two were asked for at different times: they need not say the same, unless they know as many trades. */
function compareForming(context: WorkerContext, shape: CandleShape, pair: PairState, theirs: Candle): void {
  const { running, trust }: RolledState = pair.rolled;
  running.theirs = theirs;
  const { ours } = running;
  if (ours?.[0] !== theirs[0] || trust.distrusted === theirs[0]) return;
  const order = compareStates(shape, theirs, ours);
  trust.ahead = order < 0 ? trust.ahead + 1 : 0;
  const isOther = order === 0 && !sameFigures(shape, ours, theirs);
  if (isOther || trust.ahead >= AHEAD_TO_DISTRUST) distrust(context, pair, ours, theirs);
}
