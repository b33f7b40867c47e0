import { countIn, type Field, readRows } from './columns.ts';
import { compare, type Decimal, decimalIn, isPositive, sumOf } from './decimal.ts';
import type { RowsPart } from './snapshot.ts';

/** A candle of a series. */
export interface Candle {
  /** Ms. */
  readonly openTime: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  /** Base asset. */
  readonly volume: Decimal;
  /** It is over, and its values were confirmed after its end. */
  readonly isFinal: boolean;
}

const columns = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'final'] as const;

/** The candles of a part, oldest first. Null: they are not stored, or one is no candle. */
export const candlesIn = (part: RowsPart | null): readonly Candle[] | null => part && readRows(part, columns, candleIn);

function candleIn(field: Field<(typeof columns)[number]>): Candle | null {
  const openTime = countIn(field('openTime'));
  const [open, high, low] = [decimalIn(field('open')), decimalIn(field('high')), decimalIn(field('low'))];
  const [close, volume] = [decimalIn(field('close')), decimalIn(field('volume'))];
  if (openTime === null || !open || !high || !low || !close || !volume) return null;
  return { openTime, open, high, low, close, volume, isFinal: field('final') === true };
}

const HOUR_MS = 3_600_000;
const FOUR_HOURS_MS = 4 * HOUR_MS;

/**
 * Candles of four hours, on the grid of UTC, summed up from those of an hour. Only what is whole counts: a group that is over needs all its four
 * hours, and is final if they are; the one that holds `at` needs all from its start to the hour that holds `at`.
 *
 * @param at ms
 */
export function fourHours(hours: readonly Candle[], at: number): Candle[] {
  const groups = new Map<number, Candle[]>();
  for (const hour of hours) {
    // Of the next hour something may be stored already: our estimate of the exchange's clock is off by some ms.
    if (hour.openTime > at) continue;
    const start = hour.openTime - (hour.openTime % FOUR_HOURS_MS);
    const group = groups.get(start);
    if (group === undefined) groups.set(start, [hour]);
    else group.push(hour);
  }
  return [...groups].flatMap(([start, group]) => {
    const over = Math.min(at + 1, start + FOUR_HOURS_MS);
    const isWhole = group.length === Math.ceil((over - start) / HOUR_MS);
    return isWhole ? [summedUp(start, group)] : [];
  });
}

/** An hour without trades takes part only where none has any: it repeats the last price before it, which the exchange's candle knows nothing of. */
function summedUp(openTime: number, hours: readonly Candle[]): Candle {
  const traded = hours.filter(({ volume }) => isPositive(volume));
  const priced = traded.length > 0 ? traded : hours;
  const [first, last] = [priced[0], priced.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('a candle of no hours');
  return {
    openTime,
    open: first.open,
    high: priced.reduce((most, { high }) => (compare(high, most) > 0 ? high : most), first.high),
    low: priced.reduce((least, { low }) => (compare(low, least) < 0 ? low : least), first.low),
    close: last.close,
    volume: sumOf(hours.map(({ volume }) => volume)),
    isFinal: hours.length * HOUR_MS === FOUR_HOURS_MS && hours.every(({ isFinal }) => isFinal),
  };
}
