import type { Log } from '../../../runtime/log.ts';

const QUIET_MS = 60_000;

/**
 * Makes a function that logs errors, each message at most once a minute, so that no caller can fill the disk. The next line says how many
 * were left out. `now` in ms.
 */
export function createThrottledLog(log: Pick<Log, 'error'>, now = Date.now): (message: string, error: unknown) => void {
  const last = new Map<string, { at: number; more: number }>();
  return (message, error) => {
    const logged = last.get(message);
    if (logged !== undefined && now() - logged.at < QUIET_MS) {
      logged.more += 1;
      return;
    }
    last.set(message, { at: now(), more: 0 });
    log.error(message, { error: describe(error), ...(logged?.more ? { more: logged.more } : {}) });
  };
}

/** The error and the place in the code that it came from, on one line. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.stack ?? error.message)
    .split('\n', 3)
    .map((line) => line.trim())
    .join(' ');
}
