export interface RestartPolicy {
  /** Wait before the first restart, ms. */
  firstMs: number;
  /** Longest wait, ms. */
  longestMs: number;
  /** A part that ran this long starts over with the first wait, ms. */
  wellAfterMs: number;
}

export const restartPolicy: RestartPolicy = { firstMs: 500, longestMs: 30_000, wellAfterMs: 60_000 };

/** How long to wait before the next start, in ms, after `failures` ends in a row (1 or more) each of which came too soon. */
export function restartDelay(failures: number, policy: RestartPolicy = restartPolicy): number {
  return Math.min(policy.firstMs * 2 ** Math.min(failures - 1, 30), policy.longestMs);
}
