import { LRUCache } from 'lru-cache';
import type { Log } from '../../runtime/log.ts';
import { monotonicMs } from '../../runtime/machine.ts';

const WINDOW_MS = 60_000;

/** Wrong keys of one address within a minute that are answered as such; further ones are told to wait. */
const MOST_WRONG = 20;

/** Addresses that are counted at once: who has many could fill the memory. */
const MOST_ADDRESSES = 1_000;

/** Lines in the log within a minute, of all addresses together: nobody must be able to fill the disk. */
const MOST_LINES = 10;

interface Window {
  since: number;
  count: number;
}

/** Keeps account of who sends wrong access keys, and tells the log. */
export interface WrongKeys {
  /** Notes one. @returns seconds after which this address may try again; 0: at once */
  note(address: string | undefined): number;
}

/** `now`: monotonic ms. */
export function createWrongKeys(log: Pick<Log, 'warn'>, now = monotonicMs): WrongKeys {
  /** By address. Those that tried last stay. */
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

/** Counts one more in a minute that begins anew once it is over. */
function countIn(window: Window, at: number): number {
  if (at - window.since >= WINDOW_MS) Object.assign(window, { since: at, count: 0 });
  window.count++;
  return window.count;
}
