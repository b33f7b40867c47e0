import type { Hole } from '../../figures/tape/seen.ts';
import { Tape } from '../../figures/tape/tape.ts';
import { serverNow } from '../../state/clock.ts';
import { AskError } from '../../wire/askError.ts';
import type { PushEvent } from '../../wire/messages.ts';
import { retryTime } from '../../wire/retryTime.ts';
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
    this.tape = new Tape(threshold, serverNow);
  }

  missing(hole: Hole): Missing | undefined {
    return this.#missing.get(hole.to);
  }

  protected take(rows: readonly unknown[], { first, reset }: PushEvent['data']): void {
    if (reset === true || (first === true && this.tape.isBegunAnew(rows))) {
      this.tape = new Tape(this.tape.threshold, serverNow);
      this.#hasHistory = false;
      this.begunAnewAt = serverNow();
      this.#missing.clear();
    }
    // What was not there, or could not be fetched, may be now.
    if (first === true) this.#forget((missing) => missing === 'absent' || missing instanceof AskError);
    this.tape.take(rows);
  }

  protected async fetch(): Promise<void> {
    const { tape } = this;
    if (!this.isLookedAt || this.stopped.signal.aborted || this.#isFetching) return;
    const { signal } = this.stopped;
    const { holes } = tape.seen;
    // What failed comes last: it may fail again.
    const failed = holes.find((one) => this.missing(one) instanceof AskError);
    const hole = holes.find((one) => this.missing(one) === undefined) ?? this.#history() ?? failed;
    if (hole === undefined) return;
    this.#isFetching = true;
    const fault = await this.#fetchInto(tape, hole);
    if (!signal.aborted) this.onChange();
    if (fault !== null) await retryTime(fault, signal);
    this.#isFetching = false;
    // It may have been started again meanwhile.
    void this.fetch();
  }

  /** What was before all that came; undefined: it was fetched. */
  #history(): Hole | undefined {
    const [bottom] = this.tape.seen.spans;
    if (this.#hasHistory || bottom === undefined) return undefined;
    return { from: 0, to: bottom.from - 1, until: bottom.fromTime };
  }

  /** @returns why not all could be read; null: it could be */
  async #fetchInto(tape: Tape, hole: Hole): Promise<AskError | null> {
    const isHistory = hole.from === 0;
    this.#missing.set(hole.to, 'asked');
    const { rows, isReached, fault } = await fetchBelow(this.query, hole.to + 1, hole.from - 1, this.stopped.signal);
    if (tape !== this.tape) return null;
    tape.take(rows);
    if (isHistory && fault === null) this.#hasHistory = true;
    const result: Missing = fault ?? (isReached ? 'absent' : 'left');
    const { holes } = tape.seen;
    for (const { from, to } of holes) if (from >= hole.from && to <= hole.to) this.#missing.set(to, result);
    const present = new Set(holes.map(({ to }) => to));
    this.#forget((_, to) => !present.has(to));
    return fault;
  }

  #forget(isOver: (missing: Missing, to: number) => boolean): void {
    for (const [to, missing] of this.#missing) if (isOver(missing, to)) this.#missing.delete(to);
  }
}
