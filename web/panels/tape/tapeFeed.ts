import type { Hole } from '../../figures/tape/seen.ts';
import { Tape } from '../../figures/tape/tape.ts';
import { serverNow } from '../../state/clock.ts';
import { AskError } from '../../wire/askError.ts';
import type { PushEvent } from '../../wire/messages.ts';
import { fetchBelow } from './fetchBelow.ts';
import { SeriesFeed } from './seriesFeed.ts';

/** What became of trades that are missing: they are being fetched, are not stored, are too many, or could not be fetched and why. */
export type Missing = 'asked' | 'absent' | 'left' | AskError;

/** Follows the trades of a pair. What is missing between those that came is fetched, or is named. */
export class TapeFeed extends SeriesFeed {
  tape: Tape;
  /** When the series began anew, API-clock ms; null: it did not. */
  begunAnewAt: number | null = null;
  /** By the last id that is missing. */
  readonly #missing = new Map<number, Missing>();
  #isFetching = false;
  #hasHistory = false;

  /** @param query of GetData, without the page */
  constructor(query: string, threshold: number, onChange: () => void) {
    super(query, onChange);
    this.tape = new Tape(threshold);
  }

  missing(hole: Hole): Missing | undefined {
    return this.#missing.get(hole.to);
  }

  protected take(rows: readonly unknown[], { first, reset }: PushEvent['data']): void {
    if (reset === true || (first === true && this.tape.isBegunAnew(rows))) {
      this.tape = new Tape(this.tape.threshold);
      this.begunAnewAt = serverNow();
      this.#missing.clear();
    }
    // What could not be fetched may be now.
    if (first === true) this.#forget((missing) => missing instanceof AskError);
    this.tape.take(rows);
  }

  protected async fetch(): Promise<void> {
    const { tape } = this;
    if (!this.isLookedAt || this.#isFetching) return;
    const hole = tape.seen.holes.find((one) => this.missing(one) === undefined) ?? this.#history();
    if (hole === null) return;
    this.#isFetching = true;
    await this.#fetchInto(tape, hole);
    this.#isFetching = false;
    if (this.stopped.signal.aborted) return;
    this.onChange();
    void this.fetch();
  }

  /** What was before all that came; null: it was fetched. */
  #history(): Hole | null {
    const [bottom] = this.tape.seen.spans;
    if (this.#hasHistory || bottom === undefined) return null;
    this.#hasHistory = true;
    return { from: 0, to: bottom.from - 1, until: bottom.fromTime };
  }

  async #fetchInto(tape: Tape, hole: Hole): Promise<void> {
    this.#missing.set(hole.to, 'asked');
    let result: Missing;
    try {
      const { rows, isReached } = await fetchBelow(this.query, hole.to + 1, hole.from - 1, this.stopped.signal);
      result = isReached ? 'absent' : 'left';
      if (tape === this.tape) tape.take(rows);
    } catch (error) {
      result = error instanceof AskError ? error : new AskError('cut', String(error));
    }
    if (tape !== this.tape) return;
    const { holes } = tape.seen;
    for (const { from, to } of holes) if (from >= hole.from && to <= hole.to) this.#missing.set(to, result);
    const present = new Set(holes.map(({ to }) => to));
    this.#forget((_, to) => !present.has(to));
  }

  #forget(isOver: (missing: Missing, to: number) => boolean): void {
    for (const [to, missing] of this.#missing) if (isOver(missing, to)) this.#missing.delete(to);
  }
}
