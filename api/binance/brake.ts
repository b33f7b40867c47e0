import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Result } from './reply.ts';

/** Makes those wait who are refused again and again and ask on, by HTTP and over sockets, so that they take no processor time from others. */
export interface Brake {
  /** Notes that a caller is refused. @returns how long its refusal is to be held back, ms; 0: not at all */
  refused(caller: string): number;
}

/** So many refusals in a second are answered at once: a bot may ask for all pairs of a list of which some are gone. */
const FREE = 50;
const WINDOW_MS = 1_000;

/** Each further one is held back for so much longer, up to the most, ms: clients wait ten times as long for an answer. */
const STEP_MS = 10;
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
  /** The refusals of the window that each caller is in. */
  const counts = new LRUCache<string, { readonly since: number; count: number }>({ max: MOST_CALLERS });
  return {
    refused(caller) {
      const now = monotonic();
      let known = counts.get(caller);
      if (known === undefined || now - known.since >= WINDOW_MS) {
        // Who has gone too far in one window begins the next one with what was too much: else it would be free again each second.
        const over = known === undefined || now - known.since >= 2 * WINDOW_MS ? 0 : Math.min(known.count, 2 * FREE);
        known = { since: now, count: over > FREE ? over : 0 };
        counts.set(caller, known);
      }
      known.count += 1;
      return Math.min(MOST_MS, Math.max(0, known.count - FREE) * STEP_MS);
    },
  };
}
