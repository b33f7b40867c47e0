import { setImmediate } from 'node:timers/promises';
import type { Delivery } from './delivery.ts';
import type { Feed, Source } from './feed.ts';
import type { Feeds } from './feeds.ts';

/**
 * Rows that go out at once: between two rounds there is at least so much time, and at most so much, ms; in between it depends on how many readers
 * there were to be sent to. To one it takes a hundredth of a millisecond: so many readers of busy series take a part of the processor, never all of it.
 */
const LEAST_PAUSE_MS = 5;
const MOST_PAUSE_MS = 20;
const PAUSE_PER_READER_MS = 0.04;

/** Telling many different things takes at most one part of the processor in so many. */
export const BUSY_PART = 3;

export interface SeriesRoundsParts {
  readonly feeds: Feeds;
  readonly delivery: Delivery;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

/** Whether what changes of it is read at once, not with the next tick. */
export const isFast = ({ kind }: Source): boolean => kind === 'series';

/** Reads series that have new rows, and sends those, many at a time: one round after the other, for as long as something is new. */
export class SeriesRounds {
  readonly #parts: SeriesRoundsParts;
  readonly #dirty = new Set<Source & Feed>();
  #isDue = false;
  #nextAt = 0;

  constructor(parts: SeriesRoundsParts) {
    this.#parts = parts;
  }

  /** Has the next round read this series. */
  readSoon(source: Source): void {
    this.#dirty.add(source as Source & Feed);
    if (this.#isDue) return;
    this.#isDue = true;
    const run = () =>
      void this.#round().catch((error: unknown) => {
        this.#isDue = false;
        this.#parts.onDefect(error);
      });
    const waitMs = this.#nextAt - this.#parts.now();
    if (waitMs > 0) setTimeout(run, Math.ceil(waitMs));
    else setImmediate().then(run);
  }

  async #round(): Promise<void> {
    const { delivery, feeds, now } = this.#parts;
    const due = [...this.#dirty].filter((source) => feeds.has(source));
    this.#dirty.clear();
    const done = await Promise.all(due.map((source) => source.refresh()));
    const announced = delivery.tell(due);
    const pauseMs = PAUSE_PER_READER_MS * delivery.pendingReaders();
    this.#nextAt = now() + Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, pauseMs));
    const busyMs = await delivery.flush(announced);
    this.#nextAt = Math.max(this.#nextAt, now() + (BUSY_PART - 1) * busyMs);
    this.#isDue = false;
    // What could not be read waits for the next tick.
    for (const [index, source] of due.entries()) {
      if (done[index] === true && source.isDirty && feeds.has(source)) this.#dirty.add(source);
    }
    const [next] = this.#dirty;
    if (next !== undefined) this.readSoon(next);
  }
}
