import { type CloseRow, isSameNumber, SECOND_MS, type Side, sides } from './closes.ts';
import { compare, type Decimal, decimalIn, minus, plus, quotient, textOf, times, zero } from './decimal.ts';

/** Seconds that follow each other: the first and the last of them, when they begin, ms. */
export interface SecondRange {
  readonly from: number;
  readonly to: number;
}

/** Seconds that a side lacks, though they are in the range or the other side has them. */
export interface Missing {
  readonly count: number;
  readonly ranges: readonly SecondRange[];
}

/** A close, and when its second begins, ms. Of equal ones the earliest. */
export interface CloseAt {
  readonly close: string;
  readonly at: number;
}

/** Closes of both sides that are set against each other, and whose is higher; null: a side has none. */
export interface Extremes {
  readonly stream: CloseAt | null;
  readonly rest: CloseAt | null;
  readonly higher: Side | 'equal' | null;
}

/** What was traded in a UTC minute, as far as it was compared. */
export interface MinuteVolume {
  /** When the minute begins, ms. */
  readonly minute: number;
  /** Seconds of it that the side has. */
  readonly seconds: number;
  /** Sum of their volumes, base asset. */
  readonly volume: string;
}

export interface VolumeStatistics {
  /** Sum of the volumes of all rows of the side, base asset. */
  readonly total: string;
  readonly minutes: readonly MinuteVolume[];
  /** total × 60 ÷ rows of the side: base asset a minute, to 8 places. Null: the side has no row. */
  readonly perMinute: string | null;
}

export interface ClosesStatistics {
  /** Seconds that at least one side has. */
  readonly rows: number;
  /** Seconds that both have. */
  readonly matched: number;
  readonly missing: Readonly<Record<Side, Missing>>;
  /** Matched seconds whose closes are the same number, and the others. */
  readonly equal: number;
  readonly unequal: number;
  /** Matched seconds whose volumes are not the same number. */
  readonly volumesUnequal: number;
  /** |close of the stream − close of REST| where it is largest, quote asset; the earliest of equal ones. Null: nothing matched. */
  readonly largestDifference: { readonly absolute: string; readonly at: number } | null;
  readonly highest: Extremes;
  readonly lowest: Extremes;
  /** Sum of all closes of both sides ÷ their number, quote asset, to 8 places; null: there is none. */
  readonly mean: string | null;
  readonly volume: Readonly<Record<Side, VolumeStatistics>>;
}

const MINUTE_MS = 60_000;
const SECONDS_OF_MINUTE: Decimal = { units: 60n, places: 0 };

/**
 * Statistics of a joined table; each formula stands at its member above. They replace those of an old notebook, whose lowest close compared a value
 * with itself and whose volume counted rows.
 *
 * @param rows as joinCloses makes them
 * @param range the seconds that were to be compared: of those that a side lacks none is left out. Absent: from the first row to the last
 */
export function closesStatistics(rows: readonly CloseRow[], range?: SecondRange): ClosesStatistics {
  const matched = rows.filter(({ difference }) => difference !== null);
  const equal = matched.filter(({ difference }) => difference !== null && isSameNumber(difference, '0')).length;
  const isSameVolume = ({ stream, rest }: CloseRow) => isSameNumber(stream?.volume ?? '', rest?.volume ?? '');
  const [first, last] = [rows[0], rows.at(-1)];
  const whole = range ?? (first && last && { from: first.openTime, to: last.openTime });
  return {
    rows: rows.length,
    matched: matched.length,
    missing: { stream: missingOf('stream', rows, whole), rest: missingOf('rest', rows, whole) },
    equal,
    unequal: matched.length - equal,
    volumesUnequal: matched.filter((row) => !isSameVolume(row)).length,
    largestDifference: largestOf(matched),
    highest: extremesOf(rows, (one, other) => compare(one, other) > 0),
    lowest: extremesOf(rows, (one, other) => compare(one, other) < 0),
    mean: meanOf(rows),
    volume: { stream: volumeOf('stream', rows), rest: volumeOf('rest', rows) },
  };
}

const read = (text: string): Decimal => decimalIn(text) ?? zero;

function missingOf(side: Side, rows: readonly CloseRow[], whole: SecondRange | undefined): Missing {
  if (whole === undefined) return { count: 0, ranges: [] };
  const { from, to } = whole;
  const there = rows.filter((row) => row[side] !== null && row.openTime >= from && row.openTime <= to);
  const ranges: SecondRange[] = [];
  let next = from;
  for (const at of [...there.map(({ openTime }) => openTime), to + SECOND_MS]) {
    if (at > next) ranges.push({ from: next, to: at - SECOND_MS });
    next = at + SECOND_MS;
  }
  const count = ranges.reduce((sum, range) => sum + (range.to - range.from) / SECOND_MS + 1, 0);
  return { count, ranges };
}

function largestOf(matched: readonly CloseRow[]): ClosesStatistics['largestDifference'] {
  let largest: { readonly value: Decimal; readonly at: number } | null = null;
  for (const { difference, openTime: at } of matched) {
    const signed = read(difference ?? '0');
    const value = signed.units < 0n ? minus(zero, signed) : signed;
    if (largest === null || compare(value, largest.value) > 0) largest = { value, at };
  }
  return largest && { absolute: textOf(largest.value), at: largest.at };
}

function extremesOf(rows: readonly CloseRow[], isBeyond: (one: Decimal, other: Decimal) => boolean): Extremes {
  const [stream, rest] = [extremeOf('stream', rows, isBeyond), extremeOf('rest', rows, isBeyond)];
  if (stream === null || rest === null) return { stream, rest, higher: null };
  const order = compare(read(stream.close), read(rest.close));
  return { stream, rest, higher: order === 0 ? 'equal' : order > 0 ? 'stream' : 'rest' };
}

function extremeOf(
  side: Side,
  rows: readonly CloseRow[],
  isBeyond: (one: Decimal, other: Decimal) => boolean,
): CloseAt | null {
  let found: CloseAt | null = null;
  let best = zero;
  for (const row of rows) {
    const close = row[side]?.close;
    if (close === undefined) continue;
    const value = read(close);
    if (found !== null && !isBeyond(value, best)) continue;
    found = { close, at: row.openTime };
    best = value;
  }
  return found;
}

/** Sum of all closes ÷ their number, quote asset, to 8 places; null: there is none. @param of the sides whose closes count; default: both */
export function meanOf(rows: readonly CloseRow[], of: readonly Side[] = sides): string | null {
  const closes = rows.flatMap((row) => of.flatMap((side) => row[side]?.close ?? []));
  const sum = closes.reduce((total, close) => plus(total, read(close)), zero);
  const mean = quotient(sum, { units: BigInt(closes.length), places: 0 });
  return mean && textOf(mean);
}

function volumeOf(side: Side, rows: readonly CloseRow[]): VolumeStatistics {
  const minutes = new Map<number, { seconds: number; volume: Decimal }>();
  let [total, count] = [zero, 0];
  for (const row of rows) {
    const own = row[side];
    if (own === null) continue;
    const volume = read(own.volume);
    const minute = Math.floor(row.openTime / MINUTE_MS) * MINUTE_MS;
    const before = minutes.get(minute) ?? { seconds: 0, volume: zero };
    minutes.set(minute, { seconds: before.seconds + 1, volume: plus(before.volume, volume) });
    total = plus(total, volume);
    count += 1;
  }
  const perMinute = quotient(times(total, SECONDS_OF_MINUTE), { units: BigInt(count), places: 0 });
  return {
    total: textOf(total),
    minutes: [...minutes].map(([minute, { seconds, volume }]) => ({ minute, seconds, volume: textOf(volume) })),
    perMinute: perMinute && textOf(perMinute),
  };
}
