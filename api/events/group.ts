import type { EventCounts } from '../state/counts/eventCounts.ts';
import type { Reader } from './reader.ts';

/**
 * Readers who follow the same topics: what is told to them is put together once, and they share its bytes. What comes in one tick goes out in
 * one write.
 */
export class Group {
  /** The names of its topics. */
  readonly key: string;
  readonly readers = new Set<Reader>();
  readonly #counts: EventCounts;
  readonly #onPending: (group: Group) => void;
  #texts: string[] = [];

  /** @param onPending told when there is something to flush, once until it is */
  constructor(key: string, counts: EventCounts, onPending: (group: Group) => void) {
    this.key = key;
    this.#counts = counts;
    this.#onPending = onPending;
  }

  push(text: string): void {
    if (this.#texts.push(text) === 1) this.#onPending(this);
  }

  flush(): void {
    const texts = this.#texts;
    if (texts.length === 0) return;
    this.#texts = [];
    if (this.readers.size === 0) return;
    const bytes = Buffer.from(texts.join(''));
    this.#counts.events += texts.length * this.readers.size;
    this.#counts.bytes += bytes.length * this.readers.size;
    for (const reader of this.readers) reader.send(bytes);
  }
}
