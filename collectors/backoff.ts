/** THE retry policy for failed requests: 250 ms × 2ⁿ with full jitter, at most 2 s. 429, 418 and 403 stop the egress instead. */
export const RETRY = { baseMs: 250, capMs: 2_000 } as const;

/**
 * @param failures failed attempts in a row, 1 or more
 * @param random in [0, 1), injectable
 * @returns ms to wait before the next attempt
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return Math.min(RETRY.capMs, RETRY.baseMs * 2 ** (failures - 1)) * random();
}
