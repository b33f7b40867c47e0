import { SingleBar } from 'cli-progress';

/** How far a command is, for who waits: a bar on a terminal, else a line each ten seconds. */
export interface Progress {
  /** Something else is done from now on. @param total steps of it; absent: nobody knows */
  phase(what: string, total?: number): void;
  /** So many steps are done. */
  at(done: number): void;
  /** A line that stays. */
  say(line: string): void;
  stop(): void;
}

/** Without a terminal, ms. */
const LINE_EVERY_MS = 10_000;

export function createProgress(stream: NodeJS.WriteStream, monotonic = () => performance.now()): Progress {
  let [what, total, done] = ['', 0, 0];
  let bar: SingleBar | null = null;
  let saidAt = monotonic();

  const write = (line: string) => void stream.write(`${line}\n`);
  const endBar = () => {
    bar?.stop();
    bar = null;
  };
  const beginBar = () => {
    if (!stream.isTTY || total === 0) return;
    const format = `${what} {bar} {value} of {total} s`;
    bar = new SingleBar({ format, stream, clearOnComplete: true, hideCursor: false, gracefulExit: false });
    bar.start(total, done);
  };

  return {
    phase(next, of = 0) {
      endBar();
      [what, total, done] = [next, of, 0];
      write(what);
      saidAt = monotonic();
      beginBar();
    },
    at(now) {
      done = now;
      bar?.update(now);
      if (stream.isTTY || monotonic() - saidAt < LINE_EVERY_MS) return;
      saidAt = monotonic();
      write(`${what}: ${now} of ${total} s`);
    },
    say(line) {
      endBar();
      write(line);
      beginBar();
    },
    stop: endBar,
  };
}
