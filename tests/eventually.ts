import { setTimeout as wait } from 'node:timers/promises';

/** Between two looks, ms. */
const LEAST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 200;
/** A look that takes long comes more seldom: what waits is not to take the time of what it waits for. */
const PAUSE_PER_LOOK = 5;

/**
 * Waits until `check` neither throws nor gives false, looking every few milliseconds, or every 200 ms if a look takes long; its last failure is
 * thrown after `withinMs`.
 */
export async function eventually<Value>(
  check: () => Value | false | Promise<Value | false>,
  withinMs = 90_000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const began = performance.now();
    try {
      const value = await check();
      if (value !== false) return value;
      if (performance.now() > deadline) throw new Error(`still false after ${withinMs} ms: ${check}`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    const tookMs = performance.now() - began;
    await wait(Math.min(LONGEST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, PAUSE_PER_LOOK * tookMs)));
  }
}
