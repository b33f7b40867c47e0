/** As sent. */
export type Level = readonly [price: string, quantity: string];

export interface Levels {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** The quantity that removes a level. */
export const NOTHING = '0.00000000';

type Side = keyof Levels;

/** A whole order book, as changes have made it. */
export class PlayedBook {
  readonly bids: Map<string, string>;
  readonly asks: Map<string, string>;

  constructor({ bids, asks }: Levels) {
    this.bids = new Map(bids);
    this.asks = new Map(asks);
  }

  apply({ bids, asks }: Levels): void {
    applyTo(this.bids, bids);
    applyTo(this.asks, asks);
  }

  /** The best levels of both sides, best first. */
  best(limit: number): Levels {
    return { bids: this.#side('bids', limit), asks: this.#side('asks', limit) };
  }

  #side(side: Side, limit: number): Level[] {
    const sign = side === 'bids' ? -1 : 1;
    return [...this[side]].toSorted(([one], [other]) => sign * (Number(one) - Number(other))).slice(0, limit);
  }
}

function applyTo(levels: Map<string, string>, changes: readonly Level[]): void {
  for (const [price, quantity] of changes) {
    if (quantity === NOTHING) levels.delete(price);
    else levels.set(price, quantity);
  }
}
