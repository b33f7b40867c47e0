import { type Candle, parseCandle, saysFinal } from '../../../model/candle.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { sameFigures } from '../../../model/sumCandles.ts';
import type { WorkerContext } from '../../context/workerContext.ts';
import type { PairSeries, PairState } from '../../state/pairState.ts';
import type { RolledState } from '../../state/rolledState.ts';
import { distrust } from './distrust.ts';

/** The exchange is asked after the sum is made: so many of its rows in a row that know less come from no replica that lags. */
const AHEAD_TO_DISTRUST = 3;

/** Holds the exchange's own rows against ours, before they are stored. */
export function compareRows(context: WorkerContext, { pair }: PairSeries, rows: readonly SeriesRow[]): void {
  for (const { score, member } of rows) {
    if (!saysFinal(member)) {
      compareForming(context, pair, parseCandle(member));
      continue;
    }
    const ours = pair.rolled.ended.get(score);
    if (ours === undefined) continue;
    compareEnded(context, pair, ours, parseCandle(member));
    pair.rolled.ended.delete(score);
  }
}

/** Both know all trades: they must say the same. */
function compareEnded({ count, log }: WorkerContext, { key }: PairState, ours: Candle, theirs: Candle): void {
  count('compared');
  if (sameFigures(ours, theirs)) return;
  count('differences');
  const [summed, exchange] = [ours, theirs].map((candle) => JSON.stringify(candle));
  log.warn(`${key}: a rolled-up candle differs from the exchange's, which is stored: ${summed}, ${exchange}`);
}

/** While a candle forms, the two were asked for at different times: they need not say the same, unless they know as many trades. */
function compareForming(context: WorkerContext, pair: PairState, theirs: Candle): void {
  const { running, trust }: RolledState = pair.rolled;
  running.theirs = theirs;
  const { ours } = running;
  if (ours?.[0] !== theirs[0] || trust.distrusted === theirs[0]) return;
  trust.ahead = theirs[8] < ours[8] ? trust.ahead + 1 : 0;
  const isOther = theirs[8] === ours[8] && !sameFigures(ours, theirs);
  if (isOther || trust.ahead >= AHEAD_TO_DISTRUST) distrust(context, pair, ours, theirs);
}
