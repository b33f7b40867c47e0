/** How old the oldest is of all that streams have brought to one process and that is not written yet. */
export interface Backlog {
  /** Counts one more source of what waits, until what this returns is called. @param ageMs how long its oldest has waited now, ms */
  add(ageMs: () => number): () => void;
  /** 0: nothing waits. */
  oldestMs(): number;
}

export function createBacklog(): Backlog {
  const ages = new Set<() => number>();
  return {
    add(ageMs) {
      ages.add(ageMs);
      return () => void ages.delete(ageMs);
    },
    oldestMs: () => Math.max(0, ...[...ages].map((ageMs) => ageMs())),
  };
}
