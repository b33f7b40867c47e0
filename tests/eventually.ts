import { setTimeout as wait } from 'node:timers/promises';

/** Waits until `check` holds, looking every few milliseconds; its last failure is thrown after `withinMs`. */
export async function eventually<Value>(check: () => Value | Promise<Value>, withinMs = 5_000): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      const value = await check();
      if (value !== false && value !== undefined) return value;
      if (performance.now() > deadline) throw new Error(`still ${String(value)} after ${withinMs} ms: ${check}`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await wait(20);
  }
}
