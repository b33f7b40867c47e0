/** How many there are a second, of what is counted in total. */
export interface Rate {
  /** @param now monotonic ms */
  look(now: number, total: number): void;
  perSecond(): number;
}

const SECOND_MS = 1_000;

export function createRate(): Rate {
  let before: { readonly at: number; readonly total: number } | null = null;
  let perSecond = 0;
  return {
    look(now, total) {
      // Another socket begins at nothing.
      if (before === null || total < before.total) before = { at: now, total };
      const passedMs = now - before.at;
      if (passedMs < SECOND_MS) return;
      perSecond = Math.round(((total - before.total) * SECOND_MS) / passedMs);
      before = { at: now, total };
    },
    perSecond: () => perSecond,
  };
}
