/**
 * A local book as Binance's documentation has its users keep one, for clients that leave that to them: events are kept, a snapshot is asked for, what it
 * holds is dropped, the first event has to reach over its number, and each one after that has to go on from the one before.
 *
 * @param isFutures events name the number of the one before them
 * @param ask resolves to a snapshot with its number and both sides
 * @param tell hears of each event that the book has taken, with what makes a copy of the best levels
 * @param lost hears why the book has to be begun anew
 */
export function keepBook({ isFutures, ask, tell, lost }) {
  let sides = null;
  let last = 0;
  let kept = [];
  let isAsking = false;

  const isOld = ({ u }, number) => (isFutures ? u < number : u <= number);
  const isFirst = ({ U, u }, number) => (isFutures ? U <= number && u >= number : U <= number + 1 && u > number);
  const isNext = ({ U, pu }) => (isFutures ? pu === last : U <= last + 1);

  function apply({ b, a, u }) {
    for (const [side, levels] of [
      [sides.bids, b],
      [sides.asks, a],
    ]) {
      for (const [price, quantity] of levels) {
        if (Number(quantity) === 0) side.delete(Number(price));
        else side.set(Number(price), Number(quantity));
      }
    }
    last = u;
  }

  /** What is kept is put on top of a snapshot. @returns whether it fits */
  function begin({ lastUpdateId, bids, asks }) {
    const number = Number(lastUpdateId);
    const events = kept.filter((event) => !isOld(event, number));
    const [first] = events;
    // Spot's snapshot may hold all that has come; of futures the event that has its number is wanted.
    if (first === undefined ? isFutures : !isFirst(first, number)) return false;
    const sideOf = (levels) => new Map(levels.map(([price, quantity]) => [Number(price), Number(quantity)]));
    sides = { bids: sideOf(bids), asks: sideOf(asks) };
    last = number;
    for (const [index, event] of events.entries()) {
      if (index > 0 && !isNext(event)) {
        lost(`a hole among what was kept: ${last}, ${event.U}`);
        sides = null;
        return false;
      }
      apply(event);
    }
    kept = [];
    return true;
  }

  async function askAgain() {
    if (isAsking) return;
    isAsking = true;
    try {
      while (sides === null) {
        const isTaken = begin(await ask().catch(() => ({ lastUpdateId: -1, bids: [], asks: [] })));
        if (!isTaken) await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } finally {
      isAsking = false;
    }
  }

  const best = (side, direction) => [...side].sort(([one], [other]) => direction * (one - other)).slice(0, LEVELS);

  return function take(event) {
    const U = Number(event.U);
    const known = { ...event, U, u: Number(event.u), pu: Number(event.pu) };
    if (sides !== null && known.u > last && !isNext(known)) {
      lost(`after ${last} came ${isFutures ? known.pu : U}`);
      sides = null;
      kept = [];
    }
    if (sides === null) {
      kept.push(known);
      askAgain();
      return;
    }
    if (known.u <= last) return;
    apply(known);
    tell(() => ({ at: Number(event.E), number: last, bids: best(sides.bids, -1), asks: best(sides.asks, 1) }));
  };
}

/** Levels of each side that are looked at. */
export const LEVELS = 10;
