import { compareDecimals, isPositive } from './decimals.ts';

/** A price and a quantity, as sent. */
export type BookLevel = readonly [price: string, quantity: string, ...unknown[]];

/** All that is known of a side. */
export interface SideState {
  readonly levels: readonly BookLevel[];
  /** The worst price up to which these are all that there are; null: there are no others. */
  readonly edge: string | null;
}

interface Known {
  /** The price, with the sign that makes the best one the highest: doubles are compared first, which is cheap and nearly always enough. */
  readonly rank: number;
  readonly price: string;
  quantity: string;
  /** As JSON; null: nobody has asked for it since it has changed. Of a hundred levels few change between two texts, and most are never asked for. */
  text: string | null;
}

function textOf({ price, quantity }: Known): string {
  const text = `["${price}","${quantity}"]`;
  // V8 keeps what is put together as a tree of its parts until a letter of it is looked at.
  text.charCodeAt(0);
  return text;
}

/**
 * The known levels of one side of an order book. Beyond its edge, the worst price of the snapshot, nothing is known: what changes there is
 * passed over, since whether other levels lie between is not told.
 */
export class BookSide {
  readonly #sign: 1 | -1;
  readonly #mostLevels: number;
  /** The worst first: most changes are near the best, at the end, where few levels have to move. */
  readonly #levels: Known[] = [];
  /** The worst price up to which all levels are known; null: there are no others. */
  #edge: Known | null = null;

  /**
   * @param levels those of the snapshot
   * @param snapshotLevels fewer than so many are all that there are. Much more than twice as many are not kept.
   */
  constructor(side: 'bids' | 'asks', levels: readonly BookLevel[], snapshotLevels: number) {
    this.#sign = side === 'bids' ? 1 : -1;
    this.#mostLevels = snapshotLevels * 2;
    // The worst first: so each is added at the end.
    for (const [price, quantity] of levels.toReversed()) this.set(price, quantity);
    if (levels.length >= snapshotLevels) this.#edge = this.#levels[0] ?? null;
  }

  /** Sets a level's quantity; zero removes the level. */
  set(price: string, quantity: string): void {
    const rank = this.#sign * Number(price);
    if (this.#edge !== null && this.#compare(this.#edge, rank, price) > 0) return;
    const at = this.#placeOf(rank, price);
    const there = this.#levels[at];
    const isThere = there !== undefined && this.#compare(there, rank, price) === 0;
    if (!isPositive(quantity)) {
      if (isThere) this.#levels.splice(at, 1);
    } else if (isThere) {
      there.quantity = quantity;
      there.text = null;
    } else {
      this.#levels.splice(at, 0, { rank, price, quantity, text: null });
      if (this.#levels.length > this.#mostLevels) this.#forgetWorst();
    }
  }

  get best(): string | undefined {
    return this.#levels.at(-1)?.price;
  }

  /** Whether the best so many levels are known, or all that there are. */
  knows(levels: number): boolean {
    return this.#edge === null || this.#levels.length >= levels;
  }

  /** A copy of what is known now, the worst level first. */
  state(): SideState {
    return { levels: this.#levels.map(({ price, quantity }) => [price, quantity]), edge: this.#edge?.price ?? null };
  }

  /** The best so many known levels as JSON, best first. */
  text(levels: number): string {
    const texts: string[] = [];
    const end = Math.max(0, this.#levels.length - levels);
    for (let at = this.#levels.length - 1; at >= end; at--) {
      const level = this.#levels[at] as Known;
      level.text ??= textOf(level);
      texts.push(level.text);
    }
    return `[${texts.join(',')}]`;
  }

  /** Prices have moved on for long, and left a tail behind that nobody asks for. */
  #forgetWorst(): void {
    this.#levels.splice(0, this.#levels.length >> 1);
    this.#edge = this.#levels[0] ?? null;
  }

  /** The place of the first level that is no worse than this price. */
  #placeOf(rank: number, price: string): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#levels[middle] as Known, rank, price) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Below 0, 0 or above 0, as a level is worse than, at, or better than a price. */
  #compare(level: Known, rank: number, price: string): number {
    return level.rank - rank || this.#sign * compareDecimals(level.price, price);
  }
}
