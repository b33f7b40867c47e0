import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { CollectorError, StartError } from '../../runtime/errors.ts';
import { killGroup } from './killGroup.ts';
import { type RestartPolicy, restartDelay } from './restartDelay.ts';

/** Something that runs as a process group of its own. */
export interface RunningPart {
  readonly process: ChildProcess;
  /** Asks the part to stop and waits until it has. */
  stop(): Promise<void>;
}

export interface Part {
  readonly name: string;
  /**
   * Starts the part and resolves when it is ready; called again for each restart. If the part was never ready before, a StartError ends
   * everything; after any other failure the start is tried again. `signal` ends the start.
   */
  start(signal: AbortSignal): Promise<RunningPart>;
}

export interface Keeper {
  /** Resolves when the part was ready for the first time, or when everything stops. Rejects with the part's StartError. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

export interface KeepOptions {
  /** One line for the operator: what ended, what is started again. */
  log: (line: string) => void;
  policy: RestartPolicy;
}

/** Keeps one part running until `stopping`: when it ends, it is started again after a wait that the policy gives. */
export function keep(part: Part, stopping: AbortSignal, { log, policy }: KeepOptions): Keeper {
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
        if (error instanceof CollectorError) return error.message;
        return error instanceof Error ? (error.stack ?? error.message) : String(error);
      });
      running = undefined;
      if (stopping.aborted) break;
      failures = performance.now() - started >= policy.wellAfterMs ? 1 : failures + 1;
      const delayMs = restartDelay(failures, policy);
      log(`${part.name}: ${ending}; starting it again in ${delayMs / 1000} s`);
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
