import cliProgress from 'cli-progress';

/** How far a long command is, shown on stderr: a bar on a terminal, else a line each few seconds. */
export interface ProgressBar {
  /** @param share that is done, 0 to 1 @param text what is being done */
  show(share: number, text: string): void;
  /** A line of its own. */
  say(line: string): void;
  stop(): void;
}

/** Of a bar so much is one step. */
const STEPS = 1000;

export function openProgressBar(everyMs = 3000): ProgressBar {
  const bar = new cliProgress.SingleBar({
    format: '[{bar}] {percentage} % · {text} · {eta_formatted} left',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: everyMs,
    hideCursor: true,
    clearOnComplete: true,
    // Signals are the command's own matter.
    gracefulExit: false,
    etaBuffer: 50,
  });
  bar.start(STEPS, 0, { text: '' });
  return {
    show: (share, text) => bar.update(Math.round(share * STEPS), { text }),
    say(line) {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
      console.error(line);
    },
    stop: () => bar.stop(),
  };
}
