import type { Span } from './seen.ts';
import type { Trade } from './trade.ts';

/** What takers did within some time. */
export interface Flow {
  /** In the quote asset. */
  readonly boughtValue: number;
  readonly soldValue: number;
  readonly bought: number;
  readonly sold: number;
}

type Second = { -readonly [Name in keyof Flow]: number };

/** The longest time that is counted over, s. */
const LONGEST_S = 300;

/** The clocks of two machines differ by less. */
const AHEAD_MS = 60_000;

/** Sums of the trades of each of the last seconds: what is kept does not grow with the number of trades. */
export class Counters {
  /** By Unix second of the exchange's clock. */
  readonly #seconds = new Map<number, Second>();
  #newest = 0;

  /** One from the future is passed over: all that comes after it would count as too old. @param now exchange-clock ms */
  add({ time, value, isSold }: Trade, now: number): void {
    if (time > now + AHEAD_MS) return;
    const second = Math.floor(time / 1_000);
    if (second > this.#newest) {
      this.#newest = second;
      for (const key of this.#seconds.keys()) if (key < second - LONGEST_S) this.#seconds.delete(key);
    } else if (second < this.#newest - LONGEST_S) return;
    const own = this.#seconds.get(second) ?? { boughtValue: 0, soldValue: 0, bought: 0, sold: 0 };
    this.#seconds.set(second, own);
    own[isSold ? 'sold' : 'bought'] += 1;
    own[isSold ? 'soldValue' : 'boughtValue'] += Number(value);
  }

  /** Of the last `length` seconds. @param now exchange-clock ms */
  last(length: number, now: number): Flow {
    const sum: Second = { boughtValue: 0, soldValue: 0, bought: 0, sold: 0 };
    const from = now / 1_000 - length;
    for (const [second, own] of this.#seconds) {
      if (second < from) continue;
      for (const name of Object.keys(sum) as (keyof Second)[]) sum[name] += own[name];
    }
    return sum;
  }
}

/** How much of some time was seen. */
export interface Coverage {
  /** The first trade that was seen, where that is later than the time begins; null: it is not. */
  readonly since: number | null;
  /** Trades between others that were not seen. */
  readonly missing: number;
}

/** @param length s @param now exchange-clock ms */
export function coverageOf(spans: readonly Span[], length: number, now: number): Coverage {
  const from = now - length * 1_000;
  const [first] = spans;
  let missing = 0;
  for (const [index, { from: id, fromTime }] of spans.entries()) {
    const below = spans[index - 1];
    if (below !== undefined && fromTime >= from) missing += id - below.to - 1;
  }
  return { since: first !== undefined && first.fromTime > from ? first.fromTime : null, missing };
}
