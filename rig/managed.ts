import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { keep, type RunningPart } from '../scripts/processes/keep.ts';
import type { RestartPolicy } from '../scripts/processes/restartDelay.ts';

/** A process that is started again when it ends, as PM2 does, and on which faults are acted out. */
export interface Managed {
  readonly name: string;
  /** Resolves when it was ready for the first time. */
  readonly ready: Promise<void>;
  /** Undefined while it is down. */
  process(): ChildProcess | undefined;
  /** Ends and failed starts that no fault caused, one line each. */
  readonly surprises: readonly string[];
  /** SIGKILL; resolves when it is up again. */
  kill(): Promise<void>;
  /** SIGTERM: it ends as it does for good; resolves when it is up again. */
  reload(): Promise<void>;
  /** SIGKILL, and down until `raise`. */
  fell(): Promise<void>;
  /** Resolves when it is up again. */
  raise(): Promise<void>;
  /** SIGSTOP: it holds what it holds and does nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** ecosystem.config.js has PM2 wait 200 ms at first and 15 s at most, and count from anew after 10 s. */
const asPm2: RestartPolicy = { firstMs: 200, longestMs: 15_000, wellAfterMs: 10_000 };

/** @param start starts it and resolves when it is ready */
export function manage(name: string, start: (signal: AbortSignal) => Promise<RunningPart>): Managed {
  const stopping = new AbortController();
  const ups = new EventEmitter();
  const surprises: string[] = [];
  let running: RunningPart | undefined;
  let isOurDoing = false;
  let standsDown: { over: Promise<void>; end: () => void } | undefined;

  const startOnce = async (signal: AbortSignal): Promise<RunningPart> => {
    await standsDown?.over;
    if (signal.aborted) throw new Error('was stopped');
    isOurDoing = false;
    let started: RunningPart;
    try {
      started = await start(signal);
    } catch (error) {
      if (!signal.aborted) surprises.push(`${name} did not start: ${error instanceof Error ? error.message : error}`);
      throw error;
    }
    running = started;
    started.process.once('exit', (code, by) => {
      running = undefined;
      if (!isOurDoing && !signal.aborted) surprises.push(`${name} ended (${by ?? `exit code ${code}`})`);
    });
    ups.emit('up');
    return started;
  };

  const send = (signal: NodeJS.Signals): ChildProcess => {
    if (running === undefined) throw new Error(`${name} is down`);
    running.process.kill(signal);
    return running.process;
  };
  const strike = (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): ChildProcess => {
    isOurDoing = true;
    return send(signal);
  };

  const keeper = keep({ name, start: startOnce }, stopping.signal, { log: () => undefined, policy: asPm2 });
  return {
    name,
    ready: keeper.ready,
    process: () => running?.process,
    surprises,
    async kill() {
      const up = once(ups, 'up');
      strike();
      await up;
    },
    async reload() {
      const up = once(ups, 'up');
      strike('SIGTERM');
      await up;
    },
    async fell() {
      let end: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      standsDown = { over, end };
      await once(strike(), 'exit');
    },
    async raise() {
      const up = once(ups, 'up');
      standsDown?.end();
      standsDown = undefined;
      await up;
    },
    freeze: () => void send('SIGSTOP'),
    thaw: () => void send('SIGCONT'),
    async stop() {
      stopping.abort();
      standsDown?.end();
      running?.process.kill('SIGCONT'); // a frozen one does not hear that it should stop
      await keeper.stop();
    },
  };
}
