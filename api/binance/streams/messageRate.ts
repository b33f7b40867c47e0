/** Bounds how often something happens: at most so often within any second. */
export class MessageRate {
  readonly #most: number;
  /** When the last ones happened, ms, in a ring. */
  readonly #times: number[];
  #next = 0;

  constructor(most: number) {
    this.#most = most;
    this.#times = Array.from({ length: most }, () => Number.NEGATIVE_INFINITY);
  }

  /** Counts one. @param now monotonic ms @returns whether it is one too many */
  isTooMany(now: number): boolean {
    const oldest = this.#times[this.#next] ?? 0;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#most;
    return now - oldest < 1_000;
  }
}
