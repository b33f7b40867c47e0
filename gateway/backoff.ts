import { ExchangeError } from '../exchanges/errors.ts';
import { InvalidPayload } from '../model/invalidPayload.ts';

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

/** After so many answers in a row that cannot be used, the next ones are asked for ever more seldom. */
const UNUSABLE = { failures: 20, capMs: 60_000 } as const;

/**
 * Like `backoffMs`, by what has failed. An answer that cannot be used (a field is gone) was sent and weighs: a feed that is asked seldom would
 * else cost, at this pace for good, many times what the plan has for it.
 */
export function retryMs(failure: unknown, failures: number, random: () => number = Math.random): number {
  const beyond = failures - UNUSABLE.failures;
  if (!(failure instanceof InvalidPayload) || beyond <= 0) return backoffMs(failures, random);
  return Math.min(UNUSABLE.capMs, RETRY.capMs * 2 ** beyond);
}

/** Whether the same request had better wait `RETRY.rejectedMs`. */
export const isRejected = (failure: unknown): boolean => failure instanceof ExchangeError && !failure.retryable;
