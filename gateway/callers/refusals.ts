import { LRUCache } from 'lru-cache';
import { NoRoom } from './callerGate.ts';

/** A caller who floods us must not flood Redis: so long what was refused once is refused without asking again, ms. */
const LASTS_MS = 250;

/** Callers that are remembered. */
const MOST_CALLERS = 10_000;

interface Refusal {
  readonly noRoom: NoRoom;
  readonly weight: number;
  readonly at: number;
}

/** What was refused a moment ago, to whom, and what weighs as much or more is so still. */
export interface Refusals {
  /** @throws NoRoom */
  check(caller: string, load: Load): void;
  /** @param isOwnPart others may have more */
  note(caller: string, load: Load, noRoom: NoRoom, isOwnPart: boolean): void;
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

  function look(name: string, weight: number): void {
    const refusal = noted.get(name);
    if (refusal === undefined || weight < refusal.weight) return;
    const { noRoom, at } = refusal;
    const agoMs = monotonic() - at;
    if (agoMs >= LASTS_MS || agoMs >= noRoom.retryAfterMs) return;
    const again = new NoRoom(noRoom.code, noRoom.message, noRoom.retryAfterMs - agoMs);
    if (ofOne.has(noRoom)) ofOne.add(again);
    throw again;
  }

  return {
    check(caller, load) {
      look(nameOf(null, load), load.weight);
      look(nameOf(caller, load), load.weight);
    },
    note(caller, load, noRoom, isOwnPart) {
      if (isOwnPart) ofOne.add(noRoom);
      const name = nameOf(isOwnPart ? caller : null, load);
      noted.set(name, { noRoom, weight: load.weight, at: monotonic() });
    },
    isOfOne: (noRoom) => ofOne.has(noRoom),
  };
}
