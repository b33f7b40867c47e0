import { CollectorError, isError } from './errors.ts';
import { isHelpAsked } from './isHelpAsked.js';
import type { Log } from './log.ts';
import { onSignals } from './onSignals.ts';
import { redact } from './secrets.ts';

/** A Ctrl-C arrives twice, because npm passes it on. Two within this time count as one. */
const SAME_SIGNAL_MS = 1_000;

/** Something that runs until it is stopped. */
export interface Running {
  /** Closes what was opened, last in, first out. */
  stop(): Promise<void>;
  /** Gets the reason when the process ends by an error that nothing caught. */
  readonly log?: Pick<Log, 'error'>;
}

/**
 * The frame of every entry point. It starts the program, tells the supervisor or PM2 `ready`, and stops on SIGTERM and SIGINT; a second signal
 * ends it at once. If the start fails, it prints one clear line and exits with code 1; it shows a stack only for a defect of this program. An
 * error that nothing catches ends it, too, with the stack on stderr and in the log; the supervisor then starts it again.
 *
 * @param help is printed for `--help`; nothing is started then
 * @param start may later call `die` with an error that makes it impossible to go on
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
  // Unhandled rejections come here as well. Node itself would print everything that hangs on the error, such as a request with its key.
  process.on('uncaughtException', (error: unknown) => {
    const stack = redact(isError(error) ? (error.stack ?? error.message) : String(error));
    process.stderr.write(`${name}: ${stack}\n`);
    running?.log?.error(`ended by a defect of ours, please report it: ${stack}`);
    process.exit(1);
  });
  onSignals({
    windowMs: SAME_SIGNAL_MS,
    first() {
      // Nothing is open yet that must be closed; what is being opened ends with the process.
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
