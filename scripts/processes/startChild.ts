import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { CollectorError, StartError } from '../../runtime/errors.ts';
import type { RunningPart } from './keep.ts';
import { killGroup } from './killGroup.ts';
import { readLines } from './readLines.ts';
import { spawnGuarded } from './spawnGuarded.ts';

export interface ChildOptions {
  command: string;
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Called with each line that the child writes, except the line that explains a failed start: that one becomes the StartError. */
  onLine: (line: string) => void;
  /** Ends the start. */
  signal?: AbortSignal;
  /** Longest wait for `ready`, ms. Default 60 000. */
  readyTimeoutMs?: number;
  /** Time between SIGTERM and SIGKILL, ms. Default 10 000. */
  stopTimeoutMs?: number;
}

/**
 * Starts a Node program and resolves when it has sent `ready` over IPC. It ends when this process ends, however this process ends.
 * @throws StartError with the child's last line when it exits with code 1 before that: the line says what is wrong, and another try will not help
 * @throws Error when it ends in another way or is not ready in time
 */
export async function startChild(options: ChildOptions): Promise<RunningPart> {
  const { readyTimeoutMs = 60_000, stopTimeoutMs = 10_000 } = options;
  const child = spawnGuarded(options.command, options.args ?? [], {
    ipc: true,
    graceMs: stopTimeoutMs,
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  const lines = passLines(child, options.onLine);
  const closed = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(child), stopTimeoutMs);
    await closed;
    clearTimeout(timer);
  };
  try {
    await becomesReady(child, readyTimeoutMs, options.signal);
  } catch (cause) {
    if (cause instanceof Ended) await closed;
    else await stop();
    const lastLine = lines.release();
    if (cause instanceof Ended && cause.exitCode === 1 && lastLine !== undefined)
      throw new StartError(lastLine, { cause });
    if (lastLine !== undefined) options.onLine(lastLine);
    throw cause;
  }
  const lastLine = lines.release();
  if (lastLine !== undefined) options.onLine(lastLine);
  return { process: child, stop };
}

/** The child did not become ready, but may when it is started again. */
class NotReady extends CollectorError {
  constructor(message: string) {
    super('not-ready', message);
  }
}

class Ended extends NotReady {
  readonly exitCode: number | null;
  constructor(exitCode: number | null, signal: NodeJS.Signals | null) {
    super(`ended before it was ready (${signal ?? `exit code ${exitCode}`})`);
    this.exitCode = exitCode;
  }
}

function becomesReady(child: ChildProcess, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotReady(`was not ready within ${limitMs / 1000} s`)), limitMs);
    const onAbort = (): void => reject(new NotReady('was stopped before it was ready'));
    child.on('message', (message) => {
      if (message === 'ready') resolve();
    });
    child.once('error', reject);
    child.once('exit', (code, by) => reject(new Ended(code, by)));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const cleanUp = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    child.once('exit', cleanUp);
    child.on('message', cleanUp);
  });
}

/**
 * Passes the child's lines on, but holds back the newest line of stderr. `release` returns that line; from then on all lines pass at once.
 */
function passLines(child: ChildProcess, onLine: (line: string) => void): { release(): string | undefined } {
  let held: string | undefined;
  let isHolding = true;
  if (child.stdout) readLines(child.stdout, onLine);
  if (child.stderr) {
    readLines(child.stderr, (line) => {
      if (!isHolding || line.trim() === '') return onLine(line);
      if (held !== undefined) onLine(held);
      held = line;
    });
  }
  return {
    release() {
      isHolding = false;
      return held;
    },
  };
}
