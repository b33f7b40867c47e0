/** How long what streams bring to one process waits until it is written. */
export interface Backlog {
  /** Counts one more place where something waits, until what this returns is called. @param takeMs the longest since it was asked last, ms */
  add(takeMs: () => number): () => void;
  /** The longest that anything waits now, or has waited since this was asked last, ms; 0: nothing did. */
  takeLongestMs(): number;
}

export function createBacklog(): Backlog {
  const places = new Set<() => number>();
  return {
    add(takeMs) {
      places.add(takeMs);
      return () => void places.delete(takeMs);
    },
    takeLongestMs: () => Math.max(0, ...[...places].map((takeMs) => takeMs())),
  };
}
