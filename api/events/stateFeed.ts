import { eventText } from './eventText.ts';
import { type Feed, pushTo } from './feed.ts';
import type { Group } from './group.ts';

/** It is looked at so often, ms. */
const EVERY_MS = 1_000;

/** How everything is. */
export class StateFeed implements Feed {
  readonly name = 'state';
  readonly kind = 'conflated';
  readonly groups = new Set<Group>();
  readonly #read: () => Promise<object>;
  readonly #onFailure: (error: unknown) => void;
  readonly #now: () => number;
  #text: string | null = null;
  #told: string | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  /** @param now monotonic ms @param onFailure told why there is no state: it is tried again */
  constructor(read: () => Promise<object>, now: () => number, onFailure: (error: unknown) => void) {
    this.#read = read;
    this.#onFailure = onFailure;
    this.#now = now;
  }

  async ready(): Promise<void> {
    if (this.#text === null) await this.refresh();
  }

  /** Looks again where it is time to. */
  look(): void {
    if (this.#now() - this.#readAt >= EVERY_MS) void this.refresh();
  }

  refresh(): Promise<void> {
    this.#readAt = this.#now();
    this.#reading ??= this.#read()
      .then((state) => {
        this.#text = JSON.stringify({ topic: this.name, ...state });
      })
      .catch(this.#onFailure)
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  first(): string | null {
    return this.#text === null ? null : eventText('state', this.#text);
  }

  /** How old everything is, and the time of it, changes each time; so it mostly tells each second. */
  tell(): null {
    if (this.#text === null || this.#text === this.#told) return null;
    this.#told = this.#text;
    pushTo(this.groups, eventText('state', this.#text));
    return null;
  }
}
