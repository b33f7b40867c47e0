import { monotonicMs } from '../../runtime/machine.ts';
import { plainProgress } from './plainProgress.ts';
import type { Progress } from './progress.ts';
import { terminalProgress } from './terminalProgress.ts';

export interface ProgressOptions {
  /** Default: stderr, so that what a command prints as its result stands alone on stdout. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Default: the machine's clock, ms. */
  readonly monotonic?: () => number;
}

export function createProgress({ stream = process.stderr, monotonic = monotonicMs }: ProgressOptions = {}): Progress {
  return stream.isTTY === true
    ? terminalProgress(stream, monotonic)
    : plainProgress((line) => void stream.write(`${line}\n`), monotonic);
}
