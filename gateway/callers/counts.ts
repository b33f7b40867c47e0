/** What became of a caller's request: answered from memory, sent to the exchange and answered, not sent for want of weight, or without an answer. */
export const callerResults = ['kept', 'passed', 'refused', 'failed'] as const;

export type CallerResult = (typeof callerResults)[number];

/** By path of the exchange, how often each has happened since the process started. */
export type CallerCounts = ReadonlyMap<string, Readonly<Record<CallerResult, number>>>;

/** @param paths the exchange's own: all others are counted as `other` */
export function createCallerCounts(paths: readonly string[]) {
  const counts = new Map<string, Record<CallerResult, number>>();
  const known = new Set(paths);
  return {
    all: (): CallerCounts => counts,
    add(path: string, result: CallerResult): void {
      const name = known.has(path) ? path : 'other';
      let count = counts.get(name);
      if (count === undefined) {
        count = { kept: 0, passed: 0, refused: 0, failed: 0 };
        counts.set(name, count);
      }
      count[result] += 1;
    },
  };
}
