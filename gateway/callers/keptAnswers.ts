import { LRUCache } from 'lru-cache';
import type { AnswerAsIs } from '../../model/exchangeRequest.ts';

/** An answer of the exchange, with when it was asked for. */
export interface Fetched {
  readonly answer: AnswerAsIs;
  /** Monotonic ms at which the request was sent. */
  readonly sentAt: number;
}

/** Answers in memory. What was not asked for longest goes first where they would take too much of it. */
export interface KeptAnswers {
  /** The answer, while it is kept. */
  get(name: string): Fetched | undefined;
  /** @param keepMs from now on; 0: it is not kept */
  put(name: string, fetched: Fetched, keepMs: number): void;
  readonly entries: () => number;
  readonly bytes: () => number;
}

/** Beside the body, bytes. */
const OVERHEAD = 600;

/** @param monotonic ms */
export function createKeptAnswers(mostBytes: number, monotonic: () => number): KeptAnswers {
  const kept = new LRUCache<string, Fetched & { readonly until: number }>({
    maxSize: mostBytes,
    // A text with a single character beyond Latin-1 takes two bytes for each.
    sizeCalculation: ({ answer }, name) => 2 * (answer.body.length + name.length) + OVERHEAD,
  });
  return {
    get(name) {
      const found = kept.get(name);
      if (found === undefined || found.until > monotonic()) return found;
      kept.delete(name);
      return undefined;
    },
    put(name, { answer, sentAt }, keepMs) {
      if (keepMs > 0) kept.set(name, { answer, sentAt, until: monotonic() + keepMs });
    },
    entries: () => kept.size,
    bytes: () => kept.calculatedSize,
  };
}
