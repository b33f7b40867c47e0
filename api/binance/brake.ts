import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Result } from './reply.ts';

/** Makes those wait who are refused again and again and ask on, by HTTP and over sockets, so that they take no processor time from others. */
export interface Brake {
  /** Notes that a caller is refused. @returns how long its refusal is to be held back, ms; 0: not at all */
  refused(caller: string): number;
}

/** So many refusals a second are answered, on average; and so many at once: a bot may ask for all pairs of a list of which some are gone. */
const PER_SECOND = 100;
const AT_ONCE = 100;

/** No refusal is held back for longer, ms: clients wait ten times as long for an answer. */
const MOST_MS = 1_000;

/** Callers that are remembered. */
const MOST_CALLERS = 10_000;

/** Waits for as long as an answer is to be held back: not at all where it is no refusal. */
export async function holdBack(brake: Brake, caller: string, result: Result): Promise<void> {
  if (result !== 'refused' && result !== 'throttled') return;
  const heldMs = brake.refused(caller);
  if (heldMs > 0) await wait(heldMs);
}

/** @param monotonic ms */
export function createBrake(monotonic: () => number): Brake {
  /** When each caller's refusals will have been answered at that rate, monotonic ms. */
  const busyUntil = new LRUCache<string, number>({ max: MOST_CALLERS });
  return {
    refused(caller) {
      const now = monotonic();
      const spare = (AT_ONCE * 1_000) / PER_SECOND;
      const until = Math.min(Math.max(busyUntil.get(caller) ?? 0, now - spare) + 1_000 / PER_SECOND, now + MOST_MS);
      busyUntil.set(caller, until);
      return Math.max(0, Math.round(until - now));
    },
  };
}
