import { unitAt } from '../calendar.ts';
import type { BookLevel } from './book.ts';
import {
  type BookOf,
  type BookState,
  bookStateAt,
  FAR_PACE,
  levelPrice,
  MOST_LEVELS,
  NEAR,
  NEAR_PACE,
  quantityAt,
  type Side,
  SLICE,
  turnOf,
} from './bookState.ts';

/** What has changed in a book between two instants. Quantities are those at the second one; 0: the level is gone. */
export interface BookChange {
  /** One more than the number of the book at the first instant. */
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** Longer spans are compared as a whole, not step by step (ms). */
const MOST_STEPPED = 60_000;

/**
 * The change of a book after `from` up to `to`; undefined without one. It names every level that has changed at any instant between, even one
 * that is as it was before: so it is right on top of a book of any instant from `from` on.
 */
export function bookChange(book: BookOf, from: number, to: number): BookChange | undefined {
  const [before, after] = [bookStateAt(book, from), bookStateAt(book, to)];
  if (before === undefined || after === undefined || after.lastUpdateId <= before.lastUpdateId) return undefined;
  const touched = { bids: new Set<number>(), asks: new Set<number>() };
  let state = before;
  for (const instant of to - from > MOST_STEPPED ? [to] : instantsOf(book, from, to)) {
    const next = bookStateAt(book, instant) ?? state;
    for (const side of ['bids', 'asks'] as const) {
      for (const price of candidates(book, state, next, side)) {
        if (quantityAt(book, state, side, price) !== quantityAt(book, next, side, price)) touched[side].add(price);
      }
    }
    state = next;
  }
  const levelsOf = (side: Side): BookLevel[] =>
    [...touched[side]]
      .sort((left, right) => (side === 'bids' ? right - left : left - right))
      .map((price) => [price, quantityAt(book, after, side, price)]);
  const { lastUpdateId } = after;
  return { firstUpdateId: before.lastUpdateId + 1, lastUpdateId, bids: levelsOf('bids'), asks: levelsOf('asks') };
}

/** The instants after `from` up to `to` at which a book changes: where slices begin, and where something is traded. */
function instantsOf({ trading }: BookOf, from: number, to: number): number[] {
  const instants = new Set<number>([to]);
  const { firstTime } = trading;
  let slice = firstTime + (Math.floor((from - firstTime) / SLICE) + 1) * SLICE;
  for (; slice <= to; slice += SLICE) instants.add(slice);
  for (let minute = unitAt('minute', from); minute <= unitAt('minute', to); minute += 1) {
    for (const { time } of trading.ordersIn(minute)) if (time > from && time <= to) instants.add(time);
  }
  return [...instants].sort((left, right) => left - right);
}

/** Prices of a side at which two states one after the other may differ. */
function* candidates(book: BookOf, before: BookState, after: BookState, side: Side): Generator<number> {
  yield before[side];
  if (after[side] !== before[side]) yield after[side];
  const direction = side === 'bids' ? -1 : 1;
  const centre = (state: BookState): number => Math.floor(state[side] / state.band);
  if (before.band !== after.band || after.slice - before.slice > 1) {
    for (const state of [before, after]) {
      const start = centre(state);
      yield* between(book, state.band, start, start + direction * MOST_LEVELS);
    }
    return;
  }
  const [low, high] = [Math.min(centre(before), centre(after)), Math.max(centre(before), centre(after))];
  if (low !== high) {
    // The levels near the best price and those that it has passed over, and at the far end those that come or go.
    yield* side === 'bids' ? between(book, after.band, low - NEAR, high) : between(book, after.band, low, high + NEAR);
    const end = direction * (MOST_LEVELS - 1);
    yield* between(book, after.band, low + end, high + end);
  }
  if (after.slice === before.slice) return;
  yield* turns(book, after, NEAR_PACE, centre(after) + (side === 'bids' ? -NEAR : 1), NEAR);
  yield* turns(book, after, FAR_PACE, centre(after) + (side === 'bids' ? 1 - MOST_LEVELS : 1), MOST_LEVELS - 1);
}

/** Of `count` bands from a number on, the levels whose turn it is in a slice. */
function* turns(book: BookOf, state: BookState, pace: number, from: number, count: number): Generator<number> {
  const turn = turnOf(state.slice, pace);
  let number = from + ((((turn - from) % pace) + pace) % pace);
  for (; number < from + count; number += pace) if (number >= 0) yield levelPrice(book, state.band, number);
}

/** The levels of a row of bands, both ends included. */
function* between(book: BookOf, band: number, one: number, other: number): Generator<number> {
  for (let number = Math.max(0, Math.min(one, other)); number <= Math.max(one, other); number += 1) {
    yield levelPrice(book, band, number);
  }
}
