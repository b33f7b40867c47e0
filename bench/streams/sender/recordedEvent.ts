import type { Levels } from './playedBook.ts';

/** A change of the book; `tail` is how its frame ends, from the first level on. Numbers count from the snapshot's, which is 0. */
export interface RecordedDepth extends Levels {
  readonly kind: 'depth';
  readonly at: number;
  readonly first: number;
  readonly last: number;
  readonly tail: string;
}

interface RecordedTicker {
  readonly kind: 'bookTicker';
  readonly at: number;
  readonly id: number;
  readonly best: readonly [bid: string, bidQty: string, ask: string, askQty: string];
  readonly tail: string;
}

/** `price`, `quantity` in ticks and steps. Single trades are numbered from 0. */
export interface RecordedTrade {
  readonly kind: 'trade';
  readonly at: number;
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
  readonly takerBuys: boolean;
  /** As recorded, ms. */
  readonly tradedAt: number;
  readonly tail: string;
}

/** One taker's order at one price, told with its last single trade. */
export interface RecordedOrder extends Omit<RecordedTrade, 'kind' | 'id' | 'tail' | 'tradedAt'> {
  readonly kind: 'aggTrade';
  readonly firstId: number;
  readonly fills: number;
}

export type RecordedEvent = RecordedDepth | RecordedTicker | RecordedTrade | RecordedOrder;

/** What is played again and again. `at`: ms since its beginning. */
export interface Recording {
  readonly book: Levels;
  readonly events: readonly RecordedEvent[];
  readonly lengthMs: number;
  /** Updates of the book and single trades, the bridge included: by so much the numbers of the next round are higher. */
  readonly updates: number;
  readonly trades: number;
}
