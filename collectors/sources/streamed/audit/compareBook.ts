import type { BookLevel, SideState } from '../../../../model/bookSide.ts';
import { compareDecimals, isPositive, plainOf } from '../../../../model/decimals.ts';
import { type BookSnapshot, type BookState, updateBefore } from '../../../../model/localBook.ts';
import type { BookChange } from '../../../../model/streamed.ts';
import type { Verdict } from './verdict.ts';

type Quantities = Map<string, string>;
const sides = ['bids', 'asks'] as const;
type SideName = (typeof sides)[number];

/** Zero, as of a level that is not there. */
const NONE = '0';

/**
 * Holds an answer against a book. Of a change that holds several updates, one of which the answer ends with, nobody can tell which of its levels
 * the answer knows already: each of them may be as before the change or as after it.
 *
 * @param state of the book when the recording began @param changes that have come since, in order @param limit levels of a side that the answer
 * has at most: fewer are all that there are
 */
export function compareBook(
  state: BookState,
  changes: readonly BookChange[],
  told: BookSnapshot,
  limit: number,
): Verdict {
  const id = told.lastUpdateId;
  if (id < state.lastUpdate) return 'not comparable';
  const held = { bids: quantitiesOf(state.bids.levels), asks: quantitiesOf(state.asks.levels) };
  let last = state.lastUpdate;
  for (const change of id === last ? [] : changes) {
    // It has come twice.
    if (change.last <= last) continue;
    if (updateBefore(change) > last) return 'not comparable';
    if (change.last > id) return compareSides(state, held, change, told, limit);
    for (const side of sides) apply(held[side], change[side]);
    last = change.last;
    if (last === id) break;
  }
  return last === id ? compareSides(state, held, null, told, limit) : 'not comparable';
}

/** @param change that the answer may hold a part of; null: none */
function compareSides(
  state: BookState,
  held: Readonly<Record<SideName, Quantities>>,
  change: BookChange | null,
  told: BookSnapshot,
  limit: number,
): Verdict {
  for (const side of sides) {
    const before = held[side];
    const after = new Map(before);
    if (change !== null) apply(after, change[side]);
    const rest = quantitiesOf(told[side]);
    const isWithin = reachOf(side, state[side], told[side], limit);
    for (const price of new Set([...rest.keys(), ...before.keys(), ...after.keys()])) {
      const [says, was, is] = [rest, before, after].map((levels) => levels.get(price) ?? NONE);
      if (says === was || says === is || !isWithin(price)) continue;
      const ours = was === is ? `${is}` : `${was} or ${is}`;
      return {
        why: `${side === 'bids' ? 'a bid' : 'an ask'} of ${price} is ${says} by REST and ${ours} by the stream, at update ${told.lastUpdateId}`,
      };
    }
  }
  return 'equal';
}

/** The prices of which both know all: no worse than our edge, and than the answer's last level where there may be more. */
function reachOf(side: SideName, { edge }: SideState, told: readonly BookLevel[], limit: number) {
  const sign = side === 'bids' ? -1 : 1;
  const ends = [edge, told.length >= limit ? told.at(-1)?.[0] : null];
  return (price: string): boolean =>
    ends.every((end) => end === null || end === undefined || compareDecimals(price, end) * sign <= 0);
}

const quantitiesOf = (levels: readonly BookLevel[]): Quantities =>
  new Map(levels.map(([price, quantity]) => [plainOf(price), isPositive(quantity) ? plainOf(quantity) : NONE]));

function apply(levels: Quantities, changed: BookChange['bids']): void {
  for (const [price, quantity] of changed) levels.set(plainOf(price), isPositive(quantity) ? plainOf(quantity) : NONE);
}
