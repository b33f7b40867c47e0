import type { BookSnapshot } from '../../../model/localBook.ts';
import type { BookChange } from '../../../model/streamed.ts';

type Levels = [price: string, quantity: string][];

/** A local book in the most obvious way: a list of each side, sorted when it is read. Prices are compared as numbers, which tell 15 digits apart. */
export class SlowBook {
  readonly #sides: Readonly<Record<'bids' | 'asks', { levels: Map<string, string>; edge: string | null }>>;
  #last: number;

  constructor({ lastUpdateId, bids, asks }: BookSnapshot, snapshotLevels: number) {
    this.#last = lastUpdateId;
    const sideOf = (levels: BookSnapshot['bids']) => ({
      levels: new Map(levels.map(([price, quantity]) => [price, quantity])),
      edge: levels.length < snapshotLevels ? null : (levels.at(-1)?.[0] ?? null),
    });
    this.#sides = { bids: sideOf(bids), asks: sideOf(asks) };
  }

  take({ last, bids, asks }: BookChange): void {
    this.#last = last;
    for (const [price, quantity] of bids) this.#set('bids', price, quantity);
    for (const [price, quantity] of asks) this.#set('asks', price, quantity);
  }

  #set(name: 'bids' | 'asks', price: string, quantity: string): void {
    const { levels, edge } = this.#sides[name];
    if (edge !== null && (name === 'bids' ? 1 : -1) * (Number(price) - Number(edge)) < 0) return;
    if (Number(quantity) === 0) levels.delete(price);
    else levels.set(price, quantity);
  }

  best(name: 'bids' | 'asks', levels: number): Levels {
    const sign = name === 'bids' ? -1 : 1;
    return [...this.#sides[name].levels].sort(([a], [b]) => sign * (Number(a) - Number(b))).slice(0, levels);
  }

  text(levels: number): string {
    return JSON.stringify({
      lastUpdateId: this.#last,
      bids: this.best('bids', levels),
      asks: this.best('asks', levels),
    });
  }

  isCrossed(): boolean {
    const [[bid] = [], [ask] = []] = [this.best('bids', 1)[0], this.best('asks', 1)[0]];
    return bid !== undefined && ask !== undefined && Number(bid) >= Number(ask);
  }
}
