import { placesOf } from '../format.ts';
import { Counters } from './counters.ts';
import { type Hole, Seen } from './seen.ts';
import { type Trade, tradeIn } from './trade.ts';

/** So many trades are kept, of all and of those that reach the threshold. */
export const MOST_LINES = 200;

/** A line of the tape. */
export type Line = { readonly kind: 'trade'; readonly trade: Trade } | { readonly kind: 'hole'; readonly hole: Hole };

/** What was seen of the trades of a pair. Whatever order they come in, none is there twice, and none is missing unnoticed. */
export class Tape {
  readonly seen = new Seen();
  readonly counters = new Counters();
  /** Decimals that prices and quantities were seen with. */
  readonly places = { price: 0, qty: 0 };
  /** Ascending by id. */
  #recent: readonly Trade[] = [];
  #shown: readonly Trade[] = [];
  #threshold: number;
  /** Below it some that reach the threshold may have gone before it was chosen, exchange-clock ms. */
  #checkedSince = Number.NEGATIVE_INFINITY;
  readonly #now: () => number;

  /**
   * @param threshold in the quote asset: trades below it are counted, but not shown
   * @param now by the API's clock, ms
   */
  constructor(threshold: number, now: () => number) {
    this.#threshold = threshold;
    this.#now = now;
  }

  get top(): number | null {
    return this.seen.spans.at(-1)?.to ?? null;
  }

  get threshold(): number {
    return this.#threshold;
  }

  /** With another one only what is kept can be shown, since the others are gone: with a lower one what is kept of all trades. */
  set threshold(threshold: number) {
    const isHigher = threshold >= this.#threshold;
    const from = isHigher ? this.#shown : this.#recent;
    this.#threshold = threshold;
    const oldest = from.length < MOST_LINES ? undefined : from[0]?.time;
    if (oldest !== undefined) this.#checkedSince = isHigher ? Math.max(this.#checkedSince, oldest) : oldest;
    this.#shown = from.filter((trade) => this.#isShown(trade));
  }

  /** Since when all trades that were seen and reach the threshold are kept, exchange-clock ms; null: none was seen. */
  get since(): number | null {
    const [first] = this.seen.spans;
    return first === undefined ? null : Math.max(first.fromTime, this.#checkedSince);
  }

  /** How many of those that reach the threshold have a larger id. No more than are kept. */
  shownAbove(top: number): number {
    return this.#shown.filter(({ id }) => id > top).length;
  }

  /** Takes rows of GetData, in any order; what is no trade is passed over. */
  take(rows: readonly unknown[]): void {
    const news: Trade[] = [];
    for (const row of rows) {
      const trade = tradeIn(row);
      if (trade === null || !this.seen.add(trade.id, trade.time)) continue;
      news.push(trade);
      this.counters.add(trade, this.#now());
      this.places.price = Math.max(this.places.price, placesOf(trade.price));
      this.places.qty = Math.max(this.places.qty, placesOf(trade.qty));
    }
    this.#recent = this.#newest(this.#recent, news);
    this.#shown = this.#newest(
      this.#shown,
      news.filter((trade) => this.#isShown(trade)),
    );
  }

  /** Whether rows that are told as the newest ones are of another series than what was seen: ids have begun anew. */
  isBegunAnew(rows: readonly unknown[]): boolean {
    const newest = tradeIn(rows.at(-1));
    return newest !== null && this.top !== null && newest.id < this.top && !this.seen.has(newest.id);
  }

  /** Newest first: the trades that reach the threshold, and where others are missing between them. */
  lines(): Line[] {
    const oldest = this.#shown.length < MOST_LINES ? 0 : (this.#shown[0]?.id ?? 0);
    const holes = this.seen.holes.filter(({ to }) => to > oldest);
    const lines: Line[] = [
      ...this.#shown.map((trade) => ({ kind: 'trade', trade }) as const),
      ...holes.map((hole) => ({ kind: 'hole', hole }) as const),
    ];
    return lines.sort((one, other) => idOf(other) - idOf(one));
  }

  #isShown({ value }: Trade): boolean {
    return Number(value) >= this.#threshold;
  }

  #newest(trades: readonly Trade[], news: readonly Trade[]): readonly Trade[] {
    if (news.length === 0) return trades;
    const all = [...trades, ...news].sort((one, other) => one.id - other.id).slice(-MOST_LINES);
    return all.filter(({ id }) => id >= this.seen.floor);
  }
}

const idOf = (line: Line): number => (line.kind === 'trade' ? line.trade.id : line.hole.to);
