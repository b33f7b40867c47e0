import { ExchangeError } from '../../exchanges/errors.ts';
import { RETRY } from '../../gateway/backoff.ts';
import { NotSent } from '../../gateway/gate.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { StartError } from '../../runtime/errors.ts';
import { isRedisError } from '../../store/redis/redisError.ts';
import { refusalIn } from '../../store/redis/refusals.ts';
import { tryAgain } from '../exchange/tryAgain.ts';

/** How long a command goes on trying what fails, and who hears of it. */
export interface Patience {
  /** After so long without success it gives up, ms; default 10 minutes. */
  readonly mostMs?: number;
  /** Told what it waits for, once for each reason, where the wait is longer than 2 s. */
  readonly onWait?: (why: string, waitMs: number) => void;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

export const DEFAULT_PATIENCE_MS = 600_000;

/** A wait that is shorter is told to nobody, ms. */
const TOLD_FROM_MS = 2_000;

/** The budget may have room before its window ends: others give back what they have not spent. It is looked at again so often, ms. */
const LOOK_AGAIN_MS = 500;

/** The exchange fails: asked again after a second, then twice as long each time. */
const AGAIN = { baseMs: 1_000, capMs: 30_000 } as const;

/**
 * Does what may fail for a while until it succeeds: the budget is spent, the exchange has told us to wait, it is down or answers rubbish, Redis is away.
 *
 * @param what is being done, for messages
 * @throws StartError where patience is at an end, the exchange wants us to wait for longer, or Redis does not let us; whatever else `work` throws; AbortError
 */
export function patiently<Result>(
  what: string,
  work: () => Promise<Result>,
  { mostMs = DEFAULT_PATIENCE_MS, onWait, signal }: Patience = {},
): Promise<Result> {
  const began = performance.now();
  let told = '';
  let failures = 0;
  const judge = (error: unknown): number => {
    if (!passes(error)) throw error;
    const { message } = error as Error;
    if (isRedisError(error)) throwDenied(what, error);
    failures += 1;
    const waitMs = waitAfter(error, failures);
    const namedMs = Math.max(waitMs, pauseOf(error));
    if (performance.now() - began + namedMs > mostMs) throw gaveUp(what, message, namedMs, mostMs, error);
    const why = reasonOf(error);
    if (why !== told && Math.max(namedMs, performance.now() - began) >= TOLD_FROM_MS) {
      told = why;
      onWait?.(message, namedMs);
    }
    return waitMs;
  };
  return tryAgain(work, judge, signal);
}

/** Whether the same may succeed later. */
const passes = (error: unknown): boolean =>
  error instanceof NotSent ||
  error instanceof InvalidPayload ||
  (error instanceof ExchangeError && error.retryable) ||
  isRedisError(error);

/** Rights do not come by waiting. @throws StartError where the user of Redis lacks them, or is not let in */
function throwDenied(what: string, error: Error): void {
  const reply = /^(?:NOAUTH|WRONGPASS) .*/.exec(error.message)?.[0] ?? refusalIn(error.message);
  if (reply === null || !/^(?:NOAUTH|WRONGPASS|NOPERM) /.test(reply)) return;
  const remedy = 'give its user (redis.url) the rights that docs/data-model.md lists (ACL)';
  throw new StartError(`${what}: Redis refuses us: ${reply}: ${remedy}`, { cause: error });
}

function waitAfter(error: unknown, failures: number): number {
  if (error instanceof NotSent) return Math.max(RETRY.baseMs, Math.min(error.retryAfterMs, LOOK_AGAIN_MS));
  return Math.min(AGAIN.capMs, AGAIN.baseMs * 2 ** (failures - 1));
}

/** How long the exchange wants us to wait, ms; 0: it does not say. */
function pauseOf(error: unknown): number {
  if (error instanceof ExchangeError) return error.retryAfterMs ?? 0;
  return error instanceof NotSent && error.code === 'paused' ? error.retryAfterMs : 0;
}

/** What is told once: how long is left changes each time. */
const reasonOf = (error: unknown): string =>
  error instanceof NotSent || error instanceof ExchangeError ? kindOf(error.code) : String(error);

/** An answer that stops us, and what is not sent for it, are one matter. */
const kindOf = (code: string): string =>
  ['rate-limited', 'banned', 'blocked', 'restricted'].includes(code) ? 'paused' : code;

/** For people, rounded up. */
function minutesOf(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

function gaveUp(what: string, message: string, waitMs: number, mostMs: number, cause: unknown): StartError {
  const text =
    waitMs > mostMs
      ? `${what}: ${message}: try again in ${minutesOf(waitMs)}`
      : `${what}: given up after ${minutesOf(mostMs)}: ${message}`;
  return new StartError(text, { cause });
}
