import { onSignals } from '../../runtime/onSignals.ts';

/** The exit code of a command that a signal has ended, as shells count it. */
export const STOPPED_CODE = 130;

/** A Ctrl-C in a terminal reaches the command twice, because npm passes it on: within this time it is one signal, ms. */
const SAME_SIGNAL_MS = 1_000;

/** @returns aborted by the first signal that asks the command to end. A second one ends it at once. */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  onSignals({ windowMs: SAME_SIGNAL_MS, first: () => stop.abort(), second: () => process.exit(STOPPED_CODE) });
  return stop.signal;
}
