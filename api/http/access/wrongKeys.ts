import { LRUCache } from 'lru-cache';
import type { Log } from '../../../runtime/log.ts';
import { monotonicMs } from '../../../runtime/machine.ts';

const WINDOW_MS = 60_000;

/** An address may send so many wrong keys in a minute; after that it is told to wait. */
const MOST_WRONG = 20;

/** Most addresses that are counted at once, so that somebody with many addresses cannot fill the memory. */
const MOST_ADDRESSES = 1_000;

/** Most lines in the log within a minute, of all addresses together, so that nobody can fill the disk. */
const MOST_LINES = 10;

interface Window {
  since: number;
  count: number;
}

/** Counts the wrong access keys of each address, and logs them. */
export interface WrongKeys {
  /** Counts a wrong key. @returns seconds after which this address may try again; 0 means at once */
  note(address: string | undefined): number;
}

/** `now`: monotonic ms. */
export function createWrongKeys(log: Pick<Log, 'warn'>, now = monotonicMs): WrongKeys {
  /** Counts by address. When it is full, the address that was quiet longest is forgotten. */
  const callers = new LRUCache<string, Window>({ max: MOST_ADDRESSES });
  const lines: Window = { since: Number.NEGATIVE_INFINITY, count: 0 };
  let unsaid = 0;

  function say(message: string): void {
    if (countIn(lines, now()) > MOST_LINES) {
      unsaid++;
      return;
    }
    log.warn(message, unsaid > 0 ? { unsaid } : {});
    unsaid = 0;
  }

  return {
    note(from = 'an address that has gone') {
      const address = from.replace(/^::ffff:(?=[\d.]+$)/, '');
      const at = now();
      const caller = callers.get(address) ?? { since: at, count: 0 };
      const count = countIn(caller, at);
      if (count === 1) {
        callers.set(address, caller);
        say(`a wrong access key from ${address}`);
      }
      if (count <= MOST_WRONG) return 0;
      if (count === MOST_WRONG + 1) say(`more than ${MOST_WRONG} wrong access keys in a minute from ${address}`);
      return Math.ceil((caller.since + WINDOW_MS - at) / 1000);
    },
  };
}

/** Counts one more within the current minute; when that is over, a new one begins. */
function countIn(window: Window, at: number): number {
  if (at - window.since >= WINDOW_MS) Object.assign(window, { since: at, count: 0 });
  window.count++;
  return window.count;
}
