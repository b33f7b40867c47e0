import { monotonicMs } from './machine.ts';

/** Others have their turn after so much work, ms: it is what they wait at most. */
const TURN_MS = 1;

/**
 * Makes a function that long work calls again and again: what it resolves to is waited for, so that everything else in this process has its turn in
 * between. Where that is not due yet there is nothing to wait for.
 */
export function createTurns(): () => Promise<void> | undefined {
  let since = monotonicMs();
  return () => {
    if (monotonicMs() - since < TURN_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = monotonicMs();
        resolve();
      });
    });
  };
}
