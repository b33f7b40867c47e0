import { LRUCache } from 'lru-cache';
import { NoRoom } from './callerGate.ts';

/** A caller who floods us must not flood Redis: so long what was refused once is refused without asking again, ms. */
const LASTS_MS = 250;

/** Callers that are remembered. */
const MOST_CALLERS = 10_000;

interface Refusal {
  readonly noRoom: NoRoom;
  readonly weight: number;
  /** When it was refused; or when somebody last went to ask once more. */
  at: number;
  readonly until: number;
}

/** What was refused a moment ago, to whom, and what weighs as much or more is so still. */
export interface Refusals {
  /** @throws NoRoom */
  check(caller: string, load: Load): void;
  /** @param isOwnPart others may have more */
  note(caller: string, load: Load, noRoom: NoRoom, isOwnPart: boolean): void;
  /** There is room again for so much. */
  granted(caller: string, load: Load): void;
  /** Whether it says that one caller has no room, so that another one who asks the same may have. */
  isOfOne(noRoom: NoRoom): boolean;
}

interface Load {
  readonly weight: number;
  readonly pool?: string | undefined;
}

/** @param monotonic ms */
export function createRefusals(monotonic: () => number): Refusals {
  const noted = new LRUCache<string, Refusal>({ max: MOST_CALLERS });
  const ofOne = new WeakSet<NoRoom>();
  const nameOf = (caller: string | null, { pool = '' }: Load) => `${pool} ${caller === null ? '' : `of ${caller}`}`;

  /** What may be asked once more; undefined: nothing was refused. @throws NoRoom while it may not */
  function dueAt(now: number, name: string, weight: number): Refusal | undefined {
    const refusal = noted.get(name);
    if (refusal === undefined || weight < refusal.weight) return undefined;
    const { noRoom, at, until } = refusal;
    if (now >= until) return undefined;
    if (now - at >= LASTS_MS) return refusal;
    const again = new NoRoom(noRoom.code, noRoom.message, until - now);
    if (ofOne.has(noRoom)) ofOne.add(again);
    throw again;
  }

  return {
    check(caller, load) {
      const now = monotonic();
      const names = [nameOf(caller, load), nameOf(null, load)];
      // Both before one is taken: who is refused anyway does not use up the one attempt that all others wait for.
      const due = names.map((name) => dueAt(now, name, load.weight));
      // One asks once more; those beside it, who may be many, wait for what comes of that.
      for (const refusal of due) if (refusal !== undefined) refusal.at = now;
    },
    note(caller, load, noRoom, isOwnPart) {
      if (isOwnPart) ofOne.add(noRoom);
      const name = nameOf(isOwnPart ? caller : null, load);
      const at = monotonic();
      noted.set(name, { noRoom, weight: load.weight, at, until: at + noRoom.retryAfterMs });
    },
    granted(caller, load) {
      for (const name of [nameOf(null, load), nameOf(caller, load)]) {
        if ((noted.peek(name)?.weight ?? 0) <= load.weight) noted.delete(name);
      }
    },
    isOfOne: (noRoom) => ofOne.has(noRoom),
  };
}
