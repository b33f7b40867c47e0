import { type Candle, type CandleShape, compareStates, isFinal } from '../../../../model/candle.ts';
import { compareDecimals } from '../../../../model/decimals.ts';
import { placesOf, scaledOf } from '../../../../model/scaled.ts';
import { LONGEST_LAG_MS } from './compareValue.ts';
import type { Verdict } from './verdict.ts';

/** What is not a minute over may still change by itself, ms. */
const SETTLED_AFTER_MS = 60_000;

/**
 * Holds the candle that forms, as an answer tells it, against states of it that were held lately: one that knows as many trades must say the same. Where
 * all know fewer, the stream has yet to tell of the others, unless it has been quiet for longer than anything lags: then it has lost them.
 *
 * @param quietMs how long nothing has come of the pair by now
 */
export function compareForming(shape: CandleShape, held: readonly Candle[], told: Candle, quietMs: number): Verdict {
  const ofCandle = held.filter((candle) => candle[0] === told[0]);
  const same = ofCandle.filter((candle) => compareStates(shape, candle, told) === 0);
  if (same.some((candle) => areNearlySame(shape, candle, told))) return 'equal';
  const isBehind = quietMs >= LONGEST_LAG_MS && ofCandle.every((candle) => compareStates(shape, candle, told) < 0);
  const ours = same.at(-1) ?? (isBehind ? ofCandle.at(-1) : undefined);
  if (ours === undefined) return 'not comparable';
  return { why: `${JSON.stringify(told)} by REST, ${JSON.stringify(ours)} by the stream` };
}

/**
 * Of the candles of an answer those that can be held against stored ones, each with the stored one: final ones of a minute ago and more. The answer
 * knows the next candle: a server that lags so far that it does not know all of one does not know the one after it.
 *
 * @param settledTo candles that end at or before this are, exchange-clock ms
 */
export function closedPairs(
  shape: CandleShape,
  stored: ReadonlyMap<number, Candle>,
  told: readonly Candle[],
  next: (openTime: number) => number,
  asOf: number,
): { readonly theirs: Candle; readonly ours: Candle }[] {
  return settledIn(shape, told, next, asOf).flatMap((theirs) => {
    const ours = stored.get(theirs[0]);
    return ours !== undefined && isFinal(shape, ours) ? [{ theirs, ours }] : [];
  });
}

/** Of the candles of an answer those that are final, of a minute ago and more. Parameters as of `closedPairs`. */
export const settledIn = (
  shape: CandleShape,
  told: readonly Candle[],
  next: (openTime: number) => number,
  asOf: number,
) => told.slice(0, -1).filter((candle) => isFinal(shape, candle) && asOf >= next(candle[0]) + SETTLED_AFTER_MS);

/**
 * Whether two states of a forming candle say the same. Amounts that we have summed up of aggregate trades differ from the exchange's by less
 * than one last place for each trade (exchanges/binance/addTrades.ts).
 */
function areNearlySame({ columns, layout }: CandleShape, one: Candle, other: Candle): boolean {
  const order = other[layout.order - 1];
  const trades = typeof order === 'number' ? order : 0;
  return columns.every((column, index) => {
    if (index > 0 && column?.sum === undefined) return true;
    const [a, b] = [one[index], other[index]];
    if (typeof a !== 'string' || typeof b !== 'string') return a === b;
    if (compareDecimals(a, b) === 0) return true;
    if (column?.sum !== 'total') return false;
    const places = Math.max(placesOf(a), placesOf(b));
    const difference = scaledOf(a, places) - scaledOf(b, places);
    return (difference < 0n ? -difference : difference) <= BigInt(trades);
  });
}
