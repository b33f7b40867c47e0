export interface RestartPolicy {
  /** The wait before the first restart, ms. */
  firstMs: number;
  /** Longest wait, ms. */
  longestMs: number;
  /** If a part has run for this long, the next wait is the first one again, ms. */
  wellAfterMs: number;
}

export const restartPolicy: RestartPolicy = { firstMs: 500, longestMs: 30_000, wellAfterMs: 60_000 };

/** The wait before the next start, ms. @param failures how many times in a row (1 or more) the part has ended too soon */
export function restartDelay(failures: number, policy: RestartPolicy = restartPolicy): number {
  return Math.min(policy.firstMs * 2 ** Math.min(failures - 1, 30), policy.longestMs);
}
