import { Refusal } from './refusal.ts';

export interface Meter {
  /** Most weight that any window has held, wherever it lies. */
  most(): number;
  /** Requests that were too many. */
  readonly refused: { count: number };
  /** @throws Refusal where the window is full */
  take(weight: number): void;
}

/** Counts weight by a sliding window: whatever has come within so many ms. Says nothing of it in its answers. */
export function createMeter(limit: { readonly weight: number; readonly windowMs: number }, now: () => number): Meter {
  let taken: { readonly at: number; readonly weight: number }[] = [];
  let most = 0;
  const refused = { count: 0 };
  return {
    most: () => most,
    refused,
    take(weight) {
      const at = now();
      taken = taken.filter((each) => each.at > at - limit.windowMs);
      const held = taken.reduce((sum, each) => sum + each.weight, 0);
      const oldest = taken[0]?.at ?? at;
      if (held + weight > limit.weight) {
        refused.count++;
        throw new Refusal('slow-down', { status: 429, wait: `${oldest + limit.windowMs - at}ms` });
      }
      taken.push({ at, weight });
      most = Math.max(most, held + weight);
    },
  };
}
