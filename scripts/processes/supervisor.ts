import { once } from 'node:events';
import { onSignals } from '../../runtime/onSignals.ts';
import { type Keeper, keep, type Part } from './keep.ts';
import { type RestartPolicy, restartPolicy } from './restartDelay.ts';

export interface SupervisorOptions {
  /** One line for the operator: what ended, what is started again. */
  log: (line: string) => void;
  /** Called when all parts are ready for the first time. */
  onReady?: () => void;
  /** Called when the parts begin to stop. */
  onStopping?: () => void;
  policy?: RestartPolicy;
  /** Signals within this time count as one, ms: Ctrl-C reaches npm's children twice. Default 1000. */
  signalWindowMs?: number;
}

/**
 * Starts parts in order, each when the one before is ready, and keeps them running: a part that ends is started again after a wait that grows
 * each time. SIGINT, SIGTERM or SIGHUP stop them, the last one first; a second signal kills what is left and exits with code 1. Resolves when
 * all are stopped.
 * @throws StartError of a part that cannot start, after the others are stopped
 */
export async function supervise(parts: readonly Part[], options: SupervisorOptions): Promise<void> {
  const stopping = new AbortController();
  const keepers: Keeper[] = [];
  // The handlers stay until the process ends: the second arrival of a Ctrl-C, just when all have stopped, must not kill it.
  onSignals({
    windowMs: options.signalWindowMs ?? 1000,
    first: (signal) => {
      options.log(`${signal}: stopping`);
      stopping.abort();
    },
    second: () => {
      for (const keeper of keepers) keeper.kill();
      process.exit(1); // the guard of a part that is just starting ends it
    },
  });
  try {
    for (const part of parts) {
      if (stopping.signal.aborted) break;
      const { log, policy = restartPolicy } = options;
      const keeper = keep(part, stopping.signal, { log, policy });
      keepers.push(keeper);
      await keeper.ready;
    }
    if (!stopping.signal.aborted) {
      options.onReady?.();
      await once(stopping.signal, 'abort');
    }
  } finally {
    stopping.abort();
    options.onStopping?.();
    for (const keeper of keepers.toReversed()) await keeper.stop();
  }
}
