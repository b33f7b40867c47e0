import type { Progress } from './progress.ts';

/** Work that takes long says so this often, ms. */
const LINE_EVERY_MS = 10_000;

/** Lines, where no terminal shows bars. */
export function plainProgress(write: (line: string) => void, monotonic: () => number): Progress {
  return {
    begin(name) {
      let saidAt = monotonic();
      return {
        at(part, text) {
          if (monotonic() - saidAt < LINE_EVERY_MS) return;
          saidAt = monotonic();
          write(`${name}: ${Math.floor(part * 100)} %, ${text}`);
        },
        end(result) {
          if (result !== undefined) write(`${name}: ${result}`);
        },
      };
    },
    say: write,
    close: () => undefined,
  };
}
