import type { GapCause } from '../../store/gaps.ts';
import type { Listing } from '../../store/listing.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import type { PairState } from '../state/pairState.ts';
import { lookPeriod } from './groups.ts';
import type { Role } from './role.ts';

/** A tick comes a few milliseconds early or late: what is due within this time is due now. */
const SLACK_MS = 300;

/** What decides whose turn it is. */
export interface Look {
  /** Monotonic ms. */
  readonly now: number;
  /** Seconds between two polls of a pair that is traded. */
  readonly period: number;
  /** Of the worker's role. */
  readonly mayServe: Role['mayServe'];
  /** One request serves several pairs. */
  readonly isShared: boolean;
  readonly listingOf: (state: PairState) => Listing | undefined;
}

/** What a tick finds of a pair: to be noted in its state. */
export interface Turn extends Pick<PairState, 'notTradedSince' | 'trouble' | 'dueAt'> {
  readonly state: PairState;
  /** It is its turn; `dueAt` is then the next one. */
  readonly isDue: boolean;
}

/**
 * Notes whose turn it is, and counts it.
 *
 * @returns who can be polled now: one whose last poll is still under way sits its turn out
 */
export function takeTurns(states: readonly PairState[], look: Look, count: WorkerContext['count']): PairState[] {
  const ready: PairState[] = [];
  for (const { state, isDue, ...found } of turnsOf(states, look)) {
    Object.assign(state, found);
    if (!isDue) continue;
    count('ticks');
    if (state.isBusy) count('late');
    else ready.push(state);
  }
  return ready;
}

/** Whose turn it is: a pure function. */
export function turnsOf(states: readonly PairState[], look: Look): Turn[] {
  const turns = states.map((state) => turnOf(state, look));
  // One request serves a whole chunk: who is not due yet comes along, so that all stay in step. Looks at single pairs do not count.
  const allCome = look.isShared && turns.some(({ isDue, isTraded }) => isDue && isTraded);
  return turns.map(({ state, notTradedSince, trouble, dueAt, nextAt, ...turn }) => {
    const isDue = allCome ? turn.mayPoll && !turn.isHeld : turn.isDue;
    return { state, notTradedSince, trouble, isDue, dueAt: isDue ? nextAt : dueAt };
  });
}

function turnOf(state: PairState, { now, period, mayServe, listingOf }: Look) {
  const listing = listingOf(state);
  const isTraded = listing?.isTraded === true;
  const notTradedSince = isTraded ? null : (state.notTradedSince ?? now);
  const mayPoll = mayServe(listing);
  const cause: GapCause | null = !mayPoll && listing !== undefined ? 'not-trading' : null;
  const seconds = notTradedSince === null ? period : Math.min(period, lookPeriod(listing, now - notTradedSince));
  const nextAt = now + seconds * 1000;
  // What was learnt meanwhile (halted, a shorter period) counts from now on.
  const dueAt = mayPoll ? Math.min(state.dueAt, nextAt) : state.dueAt;
  const isHeld = now < state.heldUntil;
  const isDue = mayPoll && !isHeld && now >= dueAt - SLACK_MS;
  return { state, notTradedSince, trouble: state.trouble ?? cause, dueAt, nextAt, isTraded, mayPoll, isHeld, isDue };
}
