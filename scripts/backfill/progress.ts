import cliProgress from 'cli-progress';

/** What a command shows while it works: bars on a terminal, else a line now and then. */
export interface Progress {
  /** A series begins. */
  series(name: string): SeriesProgress;
  /** A line beside all that. */
  say(line: string): void;
  close(): void;
}

export interface SeriesProgress {
  /** @param part how much is done, 0 to 1 */
  update(part: number, rows: number): void;
  /** @param result in words */
  done(result: string): void;
}

export interface ProgressOptions {
  readonly isTerminal: boolean;
  readonly write: (line: string) => void;
  /** Without a terminal a series that takes long says so this often, ms. */
  readonly everyMs?: number;
  readonly stream?: NodeJS.WritableStream;
}

const EVERY_MS = 10_000;
const WHOLE = 1000;

export function createProgress(options: ProgressOptions): Progress {
  return options.isTerminal ? bars(options) : lines(options);
}

function bars({ stream = process.stderr }: ProgressOptions): Progress {
  const all = new cliProgress.MultiBar(
    {
      ...{
        format: '{name} {bar} {percentage}% {rows} rows',
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
      },
      ...{ stream: stream as NodeJS.WritableStream & { isTTY?: boolean }, fps: 5, forceRedraw: true },
    },
    cliProgress.Presets.rect,
  );
  return {
    series(name) {
      const bar = all.create(WHOLE, 0, { name, rows: 0 });
      return {
        update: (part, rows) => bar.update(Math.round(part * WHOLE), { name, rows }),
        done(result) {
          bar.stop();
          all.remove(bar);
          all.log(`${name}: ${result}\n`);
        },
      };
    },
    say: (line) => all.log(`${line}\n`),
    close: () => all.stop(),
  };
}

function lines({ write, everyMs = EVERY_MS }: ProgressOptions): Progress {
  return {
    series(name) {
      let toldAt = performance.now();
      return {
        update(part, rows) {
          if (performance.now() - toldAt < everyMs) return;
          toldAt = performance.now();
          write(`${name}: ${Math.floor(part * 100)}%, ${rows} rows`);
        },
        done: (result) => write(`${name}: ${result}`),
      };
    },
    say: write,
    close: () => undefined,
  };
}
