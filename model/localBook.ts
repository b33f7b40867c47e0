import { type BookLevel, BookSide, type SideState } from './bookSide.ts';
import { compareDecimals } from './decimals.ts';
import type { BookChange } from './streamed.ts';

/** A whole book, up to some depth. Levels fall (bids) and rise (asks). */
export interface BookSnapshot {
  /** The last update that it holds. */
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** All that a book that is in step knows. */
export interface BookState {
  /** The last update that it holds. */
  readonly lastUpdate: number;
  readonly bids: SideState;
  readonly asks: SideState;
}

interface Sides {
  readonly bids: BookSide;
  readonly asks: BookSide;
}

/** Changes that are kept for a snapshot, at most: of half a minute. A snapshot that comes later is asked for anew. */
const MOST_KEPT = 300;

/**
 * So many changes in a row that are older than one that has come are no echo of another socket, which would have newer ones between: the
 * exchange has begun to count anew.
 */
const MOST_OLD = 100;

/**
 * An order book that is kept up to date by the changes that an exchange sends. It is in one of two states:
 *
 * - *out of step*  there is no book: no snapshot has come yet, or the one that was there cannot be right any more. Changes are kept. A snapshot
 *   brings it in step, if they go on from that.
 * - *in step*      each change has followed the one before it. Where a side knows too few levels (`isShort`), a new snapshot is needed; until it
 *   comes, the book stays as it is.
 */
export class LocalBook {
  readonly #levels: number;
  readonly #snapshotLevels: number;
  #sides: Sides | null = null;
  #why = 'no snapshot has come yet';
  /** The last update that is known; null: none is. */
  #last: number | null = null;
  /** The last update of all changes that have come; lower than that of the book where the snapshot was ahead of them. */
  #heard = 0;
  /** Changes in a row that were older than that. */
  #old = 0;
  #kept: BookChange[] = [];
  #isExpecting = false;

  /** @param levels of each side that are shown @param snapshotLevels of each side that a snapshot has at most */
  constructor({ levels, snapshotLevels }: { readonly levels: number; readonly snapshotLevels: number }) {
    this.#levels = levels;
    this.#snapshotLevels = snapshotLevels;
  }

  /** Why it is out of step, in words; null: it is in step. */
  get outOfStep(): string | null {
    return this.#sides === null ? this.#why : null;
  }

  /** Whether a side knows fewer levels than are shown although there may be more. */
  get isShort(): boolean {
    return this.#sides !== null && !(this.#sides.bids.knows(this.#levels) && this.#sides.asks.knows(this.#levels));
  }

  /** The last update that the book holds; null: it is out of step. */
  get lastUpdate(): number | null {
    return this.#sides === null ? null : this.#last;
  }

  /** A copy of all that is known; null: it is out of step. */
  state(): BookState | null {
    if (this.#sides === null || this.#last === null) return null;
    return { lastUpdate: this.#last, bids: this.#sides.bids.state(), asks: this.#sides.asks.state() };
  }

  /**
   * The best levels of both sides as an answer has them; null: it is out of step. It is made anew with each call.
   *
   * @param levels of each side, at most: default those that are shown
   * @param between members that stand behind the number, each with a comma after it
   */
  text(levels = this.#levels, between = ''): string | null {
    if (this.#sides === null) return null;
    const { bids, asks } = this.#sides;
    return `{"lastUpdateId":${this.#last},${between}"bids":${bids.text(levels)},"asks":${asks.text(levels)}}`;
  }

  /** A snapshot has been asked for: changes are kept until it comes. Call it before asking; what came earlier may be missing then. */
  expectSnapshot(): void {
    this.#isExpecting = true;
  }

  /** Takes a change. One that the book knows already is passed over; one that does not follow, or crosses the book, leads out of step. */
  takeChange(change: BookChange): void {
    this.#old = change.last <= this.#heard ? this.#old + 1 : 0;
    if (this.#old >= MOST_OLD) this.lose('the exchange has begun to count its updates anew');
    this.#heard = Math.max(this.#heard, change.last);
    if (this.#last !== null && change.last <= this.#last) return;
    if (this.#last !== null && updateBefore(change) > this.#last) {
      this.lose(`the updates from ${this.#last + 1} to ${updateBefore(change)} are missing`);
    }
    this.#last = change.last;
    if (this.#sides === null || this.#isExpecting) this.#keep(change);
    if (this.#sides === null) return;
    apply(this.#sides, change);
    const fault = faultOf(this.#sides);
    if (fault !== null) this.lose(fault);
  }

  /**
   * Takes a snapshot that was judged, in place of the book if there is one, and the kept changes that follow it. None of its levels may have been
   * left out: whether it holds all that there are is told by their number.
   *
   * @returns why it is of no use, in words, so that another one is needed: all stays as it was. Null: the book is in step.
   */
  takeSnapshot({ lastUpdateId, bids, asks }: BookSnapshot): string | null {
    const later = this.#kept.filter(({ last }) => last > lastUpdateId);
    const [next] = later;
    const isCovered =
      next === undefined ? this.#last === null || this.#last <= lastUpdateId : updateBefore(next) <= lastUpdateId;
    if (!isCovered) return `the snapshot is older than what is known: ${lastUpdateId}`;
    const sides = {
      bids: new BookSide('bids', bids, this.#snapshotLevels),
      asks: new BookSide('asks', asks, this.#snapshotLevels),
    };
    for (const change of later) apply(sides, change);
    const fault = faultOf(sides);
    if (fault !== null) return fault;
    this.#sides = sides;
    this.#last = later.at(-1)?.last ?? lastUpdateId;
    this.#kept = [];
    this.#isExpecting = false;
    return null;
  }

  /** The book is out of step from now on: changes have been missed, or it is known to be wrong. */
  lose(why: string): void {
    this.#sides = null;
    this.#why = why;
    this.#last = null;
    this.#heard = 0;
    this.#old = 0;
    this.#kept = [];
  }

  #keep(change: BookChange): void {
    this.#kept.push(change);
    // A snapshot that is older than all that are left is of no use.
    if (this.#kept.length > MOST_KEPT) this.#kept.splice(0, MOST_KEPT / 10);
  }
}

/** The last update that a change may follow. It may hold updates that are known already: quantities are those after its last one. */
export const updateBefore = ({ previous, first }: BookChange): number => previous ?? first - 1;

function apply({ bids, asks }: Sides, change: BookChange): void {
  for (const [price, quantity] of change.bids) bids.set(price, quantity);
  for (const [price, quantity] of change.asks) asks.set(price, quantity);
}

function faultOf({ bids, asks }: Sides): string | null {
  const [bid, ask] = [bids.best, asks.best];
  if (bid !== undefined && ask !== undefined) {
    return compareDecimals(bid, ask) < 0 ? null : `the book is crossed: bid ${bid}, ask ${ask}`;
  }
  // An empty side would be told as one that has no orders.
  if (bid === undefined && !bids.knows(1)) return 'all bids that were known are gone';
  return ask === undefined && !asks.knows(1) ? 'all asks that were known are gone' : null;
}
