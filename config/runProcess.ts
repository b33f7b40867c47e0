import { CollectorError } from './errors.ts';
import { onSignals } from './onSignals.ts';
import { redact } from './secrets.ts';

/** npm passes a terminal's Ctrl-C on, so that it arrives twice: within this time it counts as one. */
const SAME_SIGNAL_MS = 1_000;

/** Something that runs until it is stopped. */
export interface Running {
  /** Closes what was opened, last in, first out. */
  stop(): Promise<void>;
}

/**
 * The frame of every entry point: starts, tells the supervisor or PM2 `ready`, stops on SIGTERM and SIGINT (a second signal ends at
 * once), and dies of a start failure with one clear line and exit code 1; a stack is shown only for a defect of ours.
 *
 * @param start may call `die` later for what makes it impossible to go on
 */
export function runProcess(name: string, start: (die: (error: unknown) => never) => Promise<Running>): void {
  const die = (error: unknown): never => {
    const line = error instanceof CollectorError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${name}: ${redact(String(line))}\n`);
    process.exit(1);
  };

  let running: Running | undefined;
  onSignals({
    windowMs: SAME_SIGNAL_MS,
    first() {
      // Nothing to close yet: what is being opened ends with the process.
      if (running === undefined) process.exit(0);
      running.stop().then(() => process.exit(0), die);
    },
    second: () => process.exit(1),
  });

  start(die).then((started) => {
    running = started;
    process.send?.('ready');
  }, die);
}
