import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { StartError } from '../config/errors.ts';
import { onSignals } from '../config/onSignals.ts';
import { killGroup } from './killGroup.ts';
import { type RestartPolicy, restartDelay, restartPolicy } from './restartDelay.ts';

/** Something that runs as a process group of its own. */
export interface RunningPart {
  readonly process: ChildProcess;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

export interface Part {
  readonly name: string;
  /**
   * Resolves when the part is ready; called again for each restart. A StartError ends everything when the part was never ready
   * before; any other failure is tried again. `signal` ends the start.
   */
  start(signal: AbortSignal): Promise<RunningPart>;
}

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
 * Starts parts in order, each when the one before is ready, and keeps them running: one that ends is started again after a wait
 * that grows. SIGINT, SIGTERM or SIGHUP stop them, the last one first; a second signal kills what is left (exit
 * code 1). Resolves when all are stopped.
 * @throws StartError of a part that cannot start, after the others are stopped
 */
export async function supervise(parts: readonly Part[], options: SupervisorOptions): Promise<void> {
  const stopping = new AbortController();
  const keepers: Keeper[] = [];
  // To the end of the process: a Ctrl-C that arrives again just as all have stopped must not end it by the signal.
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
      const keeper = keep(part, stopping.signal, options);
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

interface Keeper {
  /** Resolves when the part was ready once, or need not be any more. Rejects with its StartError. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

/** Runs one part again and again until `stopping`. */
function keep(part: Part, stopping: AbortSignal, options: SupervisorOptions): Keeper {
  const policy = options.policy ?? restartPolicy;
  let running: RunningPart | undefined;
  let setReady: () => void = () => undefined;
  const wasReady = new Promise<void>((resolve) => {
    setReady = resolve;
  });

  const runOnce = async (): Promise<string> => {
    running = await part.start(stopping);
    setReady();
    if (stopping.aborted) await running.stop();
    return howItEnded(running.process);
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    let hasBeenReady = false;
    void wasReady.then(() => {
      hasBeenReady = true;
    });
    while (!stopping.aborted) {
      const started = performance.now();
      const ending = await runOnce().catch((error: unknown) => {
        if (error instanceof StartError && !hasBeenReady) throw error;
        return error instanceof Error ? error.message : String(error);
      });
      running = undefined;
      if (stopping.aborted) break;
      failures = performance.now() - started >= policy.wellAfterMs ? 1 : failures + 1;
      const delayMs = restartDelay(failures, policy);
      options.log(`${part.name}: ${ending}; starting it again in ${delayMs / 1000} s`);
      await setTimeout(delayMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  };

  const finished = run();
  return {
    ready: Promise.race([wasReady, finished]),
    async stop() {
      await running?.stop();
      await finished.catch(() => undefined);
    },
    kill() {
      if (running) killGroup(running.process);
    },
  };
}

async function howItEnded(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.signalCode === null ? `ended with exit code ${child.exitCode}` : `ended by ${child.signalCode}`;
}
