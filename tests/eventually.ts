import { setTimeout as wait } from 'node:timers/promises';

/** Waits until `check` neither throws nor gives false, looking every few milliseconds; its last failure is thrown after `withinMs`. */
export async function eventually<Value>(
  check: () => Value | false | Promise<Value | false>,
  withinMs = 90_000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      const value = await check();
      if (value !== false) return value;
      if (performance.now() > deadline) throw new Error(`still false after ${withinMs} ms: ${check}`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await wait(20);
  }
}
