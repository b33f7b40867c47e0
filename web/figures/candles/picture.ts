import { type Candle, type CandleState, decimalsOf, stateOf } from './candle.ts';
import { countOf, openTimeOf, type Span, stepFrom } from './grid.ts';
import { causeText, type LedgerGap } from './ledger.ts';
import { holesOf, type Series } from './series.ts';

/** A place on the time axis. */
export interface Slot {
  /** Open time, ms. */
  readonly time: number;
  /** Null: none is stored. */
  readonly candle: Candle | null;
  readonly state: CandleState | null;
}

/** A part of the time axis that is shaded. */
export interface Shade {
  /** Numbers of the first and the last slot. */
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** All that is drawn of a series. */
export interface Picture {
  readonly slots: readonly Slot[];
  readonly shades: readonly Shade[];
  readonly restated: readonly number[];
  /** Decimals of the prices. */
  readonly places: number;
  /** Volumes are drawn as multiples of it: the chart takes none above 9e13. */
  readonly volumeUnit: number;
  readonly series: Series;
  readonly gaps: readonly LedgerGap[];
}

/** What is missing takes so many places at most: its beginning and its end. */
export const MOST_BLANK = 300;

/** Decimals are those of so many candles, the newest. */
const LOOKED_AT = 200;

const LARGE_VOLUME = 1e12;

/** @param now by the API's clock, ms @param last the one before, of the same series: what has not changed is taken from it */
export function pictureOf(
  series: Series,
  gaps: readonly LedgerGap[],
  interval: number,
  now: number,
  last: Picture | null = null,
): Picture {
  const isSameTimes = last !== null && last.gaps === gaps && isSameButNewest(last.series, series);
  const slots = isSameTimes
    ? withStates([...last.slots.slice(0, newestOf(last.slots)), ...slotsOfNewest(last, series)], now)
    : withStates(slotsOf(series, gaps, interval), now);
  return {
    ...{ slots, series, gaps },
    shades: isSameTimes ? last.shades : shadesOf(slots, gaps),
    restated: restatedOf(series),
    places: Math.max(last?.places ?? 0, decimalsOf(series.rows.slice(isSameTimes ? -1 : -LOOKED_AT))),
    volumeUnit: isSameTimes ? last.volumeUnit : unitOf(series.rows),
  };
}

/** Those that are still there, in order. */
const restatedOf = ({ rows, restated }: Series): number[] =>
  [...restated].filter((time) => time >= (rows[0]?.openTime ?? time)).sort((a, b) => a - b);

const newestOf = (slots: readonly Slot[]): number => slots.findLastIndex(({ candle }) => candle !== null);

function slotsOfNewest({ slots }: Picture, { rows }: Series): Slot[] {
  const at = newestOf(slots);
  return slots.slice(Math.max(0, at)).map((slot, index) => {
    const candle = rows.at(-1);
    return index === 0 && candle !== undefined && candle !== slot.candle ? { ...slot, candle } : slot;
  });
}

function isSameButNewest(before: Series, after: Series): boolean {
  const [a, b] = [before.rows, after.rows];
  if (a.length !== b.length || before.isEnd !== after.isEnd || a.length === 0) return false;
  if (a.at(-1)?.openTime !== b.at(-1)?.openTime) return false;
  return a.every((row, index) => row === b[index] || index === a.length - 1);
}

/** Only the newest ones can be of another state than before. */
const withStates = (slots: readonly Slot[], now: number): Slot[] =>
  slots.map((slot) => {
    const state = slot.candle === null ? null : stateOf(slot.candle, now);
    return state === slot.state ? slot : { ...slot, state };
  });

const unitOf = (rows: readonly Candle[]): number =>
  rows.some(({ volume }) => Number(volume) > LARGE_VOLUME) ? 1_000_000 : 1;

function slotsOf({ rows, isEnd }: Series, gaps: readonly LedgerGap[], interval: number): Slot[] {
  const [oldest, newest] = [rows[0]?.openTime, rows.at(-1)?.openTime];
  if (oldest === undefined || newest === undefined) return [];
  const blanks = [
    ...(isEnd ? blankBefore(oldest, gaps, interval) : []),
    ...holesOf(rows, interval).flatMap((hole) => timesOf(hole, interval)),
    ...blankAfter(newest, gaps, interval),
  ];
  const all: Slot[] = [
    ...rows.map((candle) => ({ time: candle.openTime, candle, state: null })),
    ...blanks.map((time) => ({ time, candle: null, state: null })),
  ];
  return blanks.length === 0 ? all : all.sort((a, b) => a.time - b.time);
}

/** Gaps that lie below all that is kept. */
function blankBefore(oldest: number, gaps: readonly LedgerGap[], interval: number): number[] {
  const lowest = stepFrom(interval, oldest, -MOST_BLANK);
  const below = gaps.filter(({ from, to }) => to >= lowest && from < oldest);
  if (below.length === 0) return [];
  const from = Math.max(lowest, Math.min(...below.map((gap) => openTimeOf(interval, gap.from))));
  return timesOf({ from, to: stepFrom(interval, oldest, -1) }, interval);
}

/** Gaps that lie above it. */
function blankAfter(newest: number, gaps: readonly LedgerGap[], interval: number): number[] {
  const highest = stepFrom(interval, newest, MOST_BLANK);
  const above = gaps.filter(({ from, to }) => to > newest && from <= highest);
  if (above.length === 0) return [];
  const to = Math.min(highest, Math.max(...above.map((gap) => openTimeOf(interval, gap.to))));
  return timesOf({ from: stepFrom(interval, newest, 1), to }, interval);
}

/** Open times of a span; of a long one those at its beginning and at its end. */
function timesOf(span: Span, interval: number): number[] {
  const count = countOf(interval, span);
  const first = (times: number) => Array.from({ length: times }, (_, index) => stepFrom(interval, span.from, index));
  if (count <= MOST_BLANK) return first(count);
  const half = MOST_BLANK / 2;
  return [...first(half), ...Array.from({ length: half }, (_, index) => stepFrom(interval, span.to, index + 1 - half))];
}

/** What of gaps has a place on the axis, and is still missing. */
function shadesOf(slots: readonly Slot[], gaps: readonly LedgerGap[]): Shade[] {
  return gaps.flatMap((gap) => {
    const shades: Shade[] = [];
    const end = slotAt(slots, gap.to + 1);
    for (let first = slotAt(slots, gap.from); first < end; first += 1) {
      let last = first;
      while (last < end && slots[last]?.candle === null) last += 1;
      if (last > first) shades.push({ first, last: last - 1, text: causeText(gap) });
      first = last;
    }
    return shades;
  });
}

/** Number of the first slot that does not lie below `time`. */
export function slotAt(slots: readonly Slot[], time: number): number {
  let [low, high] = [0, slots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slots[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of the first slot that differs, as many as there are where none does. */
export function firstChange(before: readonly Slot[], after: readonly Slot[]): number {
  const most = Math.min(before.length, after.length);
  for (let index = 0; index < most; index++) {
    const [a, b] = [before[index], after[index]];
    if (a === b) continue;
    if (a?.time !== b?.time || a?.candle !== b?.candle || a?.state !== b?.state) return index;
  }
  return most;
}

/** What is missing without an entry on the ledger. */
export const unexplained = ({ series, gaps }: Picture, interval: number): Span[] =>
  holesOf(series.rows, interval).flatMap((hole) => without(hole, gaps, interval));

/** What of a span lies in none of the gaps. */
function without({ from, to }: Span, gaps: readonly LedgerGap[], interval: number): Span[] {
  const rest: Span[] = [];
  let next = from;
  for (const gap of gaps) {
    if (gap.to < next || gap.from > to) continue;
    const first = openTimeOf(interval, gap.from);
    if (first > next) rest.push({ from: next, to: stepFrom(interval, first, -1) });
    next = stepFrom(interval, openTimeOf(interval, gap.to), 1);
  }
  return next > to ? rest : [...rest, { from: next, to }];
}
