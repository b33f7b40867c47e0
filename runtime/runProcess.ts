import { CollectorError, isError } from './errors.ts';
import { isHelpAsked } from './isHelpAsked.js';
import type { Log } from './log.ts';
import { onSignals } from './onSignals.ts';
import { redact } from './secrets.ts';

/** npm passes a terminal's Ctrl-C on, so that it arrives twice: within this time it counts as one. */
const SAME_SIGNAL_MS = 1_000;

/** Something that runs until it is stopped. */
export interface Running {
  /** Closes what was opened, last in, first out. */
  stop(): Promise<void>;
  /** Told why the process ends, when nobody has caught an error. */
  readonly log?: Pick<Log, 'error'>;
}

/**
 * The frame of every entry point: starts, tells the supervisor or PM2 `ready`, stops on SIGTERM and SIGINT (a second signal ends at
 * once), and dies of a start failure with one clear line and exit code 1; a stack is shown only for a defect of ours. What nobody catches
 * ends it, too, with its stack on stderr and in the log: whoever supervises it starts it anew.
 *
 * @param help printed for `--help`, and nothing is started then
 * @param start may call `die` later for what makes it impossible to go on
 */
export function runProcess(
  name: string,
  help: string,
  start: (die: (error: unknown) => never) => Promise<Running>,
): void {
  if (isHelpAsked(process.argv.slice(2))) {
    console.log(help);
    return;
  }
  const die = (error: unknown): never => {
    const line = error instanceof CollectorError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${name}: ${redact(String(line))}\n`);
    process.exit(1);
  };

  let running: Running | undefined;
  // Rejections that nobody handles come here as well. Node itself would print all that hangs on the error, such as a request with its key.
  process.on('uncaughtException', (error: unknown) => {
    const stack = redact(isError(error) ? (error.stack ?? error.message) : String(error));
    process.stderr.write(`${name}: ${stack}\n`);
    running?.log?.error(`ended by a defect of ours, please report it: ${stack}`);
    process.exit(1);
  });
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
