/** Trades that were seen without one between them missing: ids leave none out. */
export interface Span {
  from: number;
  to: number;
  /** Times of the first and the last one, exchange-clock ms. */
  fromTime: number;
  toTime: number;
}

/** Trades that lie between two that were seen. */
export interface Hole {
  /** Ids of the first and the last one. */
  readonly from: number;
  readonly to: number;
  /** Time of the trade behind it. */
  readonly until: number;
}

/** More would be many outages: then the oldest is history. */
const MOST_SPANS = 50;

/** Which trades were seen. */
export class Seen {
  /** Ascending, none touches the next one. */
  readonly #spans: Span[] = [];
  /** What lies below is history, and passed over. */
  #floor = 0;

  get spans(): readonly Span[] {
    return this.#spans;
  }

  get floor(): number {
    return this.#floor;
  }

  /** Newest first. */
  get holes(): Hole[] {
    const holes = this.#spans.flatMap(({ from, fromTime }, index) => {
      const below = this.#spans[index - 1];
      return below === undefined ? [] : { from: below.to + 1, to: from - 1, until: fromTime };
    });
    return holes.reverse();
  }

  /** @returns false: it was seen before, or is history */
  add(id: number, time: number): boolean {
    const spans = this.#spans;
    if (id < this.#floor) return false;
    let at = spans.length;
    while (at > 0 && (spans[at - 1]?.from ?? 0) > id) at -= 1;
    const [below, above] = [spans[at - 1], spans[at]];
    if (below !== undefined && below.to >= id) return false;
    const [follows, leads] = [below?.to === id - 1, above?.from === id + 1];
    if (below !== undefined && above !== undefined && follows && leads) {
      [below.to, below.toTime] = [above.to, above.toTime];
      spans.splice(at, 1);
    } else if (below !== undefined && follows) [below.to, below.toTime] = [id, time];
    else if (above !== undefined && leads) [above.from, above.fromTime] = [id, time];
    else spans.splice(at, 0, { from: id, to: id, fromTime: time, toTime: time });
    if (spans.length > MOST_SPANS) {
      spans.shift();
      this.#floor = spans[0]?.from ?? 0;
    }
    return true;
  }

  has(id: number): boolean {
    return this.#spans.some(({ from, to }) => from <= id && id <= to);
  }
}
