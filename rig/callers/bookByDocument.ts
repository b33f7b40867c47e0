import type { Market } from '../../markets/markets.js';

/** A change of a book as a stream tells it. */
export interface DepthEvent {
  readonly E: number;
  readonly U: number;
  readonly u: number;
  /** The last number of the event before it; only futures tell it. */
  readonly pu?: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}

/** A whole book as REST answers it. */
export interface DepthAnswer {
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

type Level = readonly [price: string, quantity: string];

/** Changes that are kept for a snapshot, at most. */
const MOST_KEPT = 2_000;

/**
 * A local book by the letter of Binance's documents ("How to manage a local order book correctly", of spot and of USD-M futures). It is written for the
 * rig alone, so that it makes none of the mistakes that the programs under test may make.
 */
export class BookByDocument {
  readonly #isFutures: boolean;
  #sides: { readonly bids: Map<string, string>; readonly asks: Map<string, string> } | null = null;
  #kept: DepthEvent[] = [];
  /** The number of the last event that came. */
  #last: number | null = null;
  /** That of the snapshot: what it holds is not put on top of it. */
  #from = 0;

  constructor(market: Market) {
    this.#isFutures = market === 'usdm';
  }

  get isInStep(): boolean {
    return this.#sides !== null;
  }

  /** The number of the last event that came; null: none did. */
  get last(): number | null {
    return this.#last;
  }

  /** Takes an event. @returns what is missing before it, in words; null: it goes on */
  take(event: DepthEvent): string | null {
    const before = this.#last;
    this.#last = event.u;
    const goesOn = before === null || (this.#isFutures ? event.pu === before : event.U === before + 1);
    if (this.#sides === null) {
      this.#kept.push(event);
      if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    } else if (event.u > this.#from) apply(this.#sides, event);
    return goesOn ? null : `after the change ${before} came ${event.pu ?? event.U - 1} to ${event.u}`;
  }

  /** Takes a snapshot, and what was kept. @returns whether it fits; if not, another one is needed */
  begin({ lastUpdateId, bids, asks }: DepthAnswer): boolean {
    const isOld = ({ u }: DepthEvent): boolean => (this.#isFutures ? u < lastUpdateId : u <= lastUpdateId);
    const events = this.#kept.filter((event) => !isOld(event));
    const [first] = events;
    // Spot's may hold all that has come; the first event of futures has to reach over its number.
    const fits =
      first === undefined ? !this.#isFutures : first.U <= (this.#isFutures ? lastUpdateId : lastUpdateId + 1);
    if (!fits) return false;
    this.#sides = { bids: new Map(bids), asks: new Map(asks) };
    for (const event of events) apply(this.#sides, event);
    this.#kept = [];
    this.#from = lastUpdateId;
    return true;
  }

  /** The best levels, as the exchange answers them. */
  best(levels: number): Pick<DepthAnswer, 'bids' | 'asks'> {
    const { bids = new Map<string, string>(), asks = new Map<string, string>() } = this.#sides ?? {};
    const best = (side: ReadonlyMap<string, string>, direction: number): Level[] =>
      [...side].sort(([one], [other]) => direction * (Number(one) - Number(other))).slice(0, levels);
    return { bids: best(bids, -1), asks: best(asks, 1) };
  }
}

function apply(
  sides: { readonly bids: Map<string, string>; readonly asks: Map<string, string> },
  { b, a }: DepthEvent,
): void {
  for (const [side, levels] of [
    [sides.bids, b],
    [sides.asks, a],
  ] as const) {
    for (const [price, quantity] of levels) {
      if (Number(quantity) === 0) side.delete(price);
      else side.set(price, quantity);
    }
  }
}
