import { setTimeout as wait } from 'node:timers/promises';

/**
 * What comes of a promise, or of `late` where nothing has come of it in time. What comes after that goes nowhere.
 *
 * @param withinMs 0 or less: only what is there already
 * @param late may throw
 */
export async function inTime<Value, Late>(
  coming: Promise<Value>,
  withinMs: number,
  late: () => Late,
): Promise<Value | Late> {
  const timer = new AbortController();
  const isLate = wait(Math.max(0, withinMs), undefined, { signal: timer.signal, ref: false });
  try {
    return await Promise.race([coming, isLate.then(late)]);
  } finally {
    timer.abort();
  }
}
