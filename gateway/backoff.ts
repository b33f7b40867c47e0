import { ExchangeError } from '../exchanges/errors.ts';

/**
 * THE retry policy for failed requests, ms: `baseMs` × 2ⁿ with full jitter, at most `capMs`. What the exchange rejects will hardly be
 * accepted a moment later: that waits `rejectedMs`. What tells us to wait, or blocks us, stops the egress instead.
 */
export const RETRY = { baseMs: 250, capMs: 2_000, rejectedMs: 10_000 } as const;

/**
 * @param failures failed attempts in a row, 1 or more
 * @param random in [0, 1), injectable
 * @returns ms to wait before the next attempt
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return Math.min(RETRY.capMs, RETRY.baseMs * 2 ** (failures - 1)) * random();
}

/** Whether the same request had better wait `RETRY.rejectedMs`. */
export const isRejected = (failure: unknown): boolean => failure instanceof ExchangeError && !failure.retryable;
