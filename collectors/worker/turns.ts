import type { Listing } from '../../store/market/listing.ts';
import type { GapCause } from '../../store/values/gaps.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import type { HealthState, PairState, TurnState } from '../state/pairState.ts';
import { lookPeriod } from './groups.ts';
import type { Role } from './role.ts';

/*
 * Whose turn it is. Each second a pair is in one of these states (from `TurnState` and its listing):
 *
 * - *waiting*    its next turn lies ahead. A shorter period, or a halt, draws it nearer; nothing puts it off.
 * - *due*        it gets its turn now, and the next one is a period later. Where one request serves several pairs, all that may come along do
 *                so with one that is due, so that they stay in step.
 * - *late*       it is due, and its last turn is still under way (`isBusy`): this one is left out, and counted.
 * - *held*       the exchange has rejected its request (`heldUntil`): it gets no turn for a while, whatever is due.
 * - *not served* it is not traded, and the role leaves such pairs alone. What is missed meanwhile has the cause `not-trading`.
 *
 * A pair that is not traded, or of which nothing is known, is looked at only by the worker that reads the listings: often at first, ever more
 * seldom the longer it lasts (groups.ts).
 *
 * A failed turn draws the next one nearer, unless it was rejected (settle.ts).
 */

/** A tick comes a few milliseconds early or late: what is due within this time is due now. */
const SLACK_MS = 300;

/** What decides whose turn it is. */
export interface Look {
  /** Monotonic ms. */
  readonly now: number;
  /** Seconds between two turns of a pair that is traded. */
  readonly period: number;
  /** Of the worker's role. */
  readonly mayServe: Role['mayServe'];
  /** One request serves several pairs. */
  readonly isShared: boolean;
  readonly listingOf: (state: PairState) => Listing | undefined;
}

/** What a tick finds of a pair: to be noted in its state. */
export interface Turn extends Pick<TurnState, 'notTradedSince' | 'dueAt'>, Pick<HealthState, 'trouble'> {
  readonly state: PairState;
  /** It is its turn; `dueAt` is then the next one. */
  readonly isDue: boolean;
}

/**
 * Notes whose turn it is, and counts it.
 *
 * @returns who can be served now: one whose last turn is still under way sits this one out
 */
export function takeTurns(states: readonly PairState[], look: Look, count: WorkerContext['count']): PairState[] {
  const ready: PairState[] = [];
  for (const { state, isDue, notTradedSince, dueAt, trouble } of turnsOf(states, look)) {
    state.turn.notTradedSince = notTradedSince;
    state.turn.dueAt = dueAt;
    state.health.trouble = trouble;
    if (!isDue) continue;
    count('ticks');
    if (state.turn.isBusy) count('late');
    else ready.push(state);
  }
  return ready;
}

/** Whose turn it is: a pure function. */
export function turnsOf(states: readonly PairState[], look: Look): Turn[] {
  const turns = states.map((state) => turnOf(state, look));
  // Looks at single pairs do not count.
  const allCome = look.isShared && turns.some(({ isDue, isTraded }) => isDue && isTraded);
  return turns.map(({ state, notTradedSince, trouble, dueAt, nextAt, ...turn }) => {
    const isDue = allCome ? turn.mayServe && !turn.isHeld : turn.isDue;
    return { state, notTradedSince, trouble, isDue, dueAt: isDue ? nextAt : dueAt };
  });
}

function turnOf(state: PairState, look: Look) {
  const { now, period } = look;
  const { turn, health } = state;
  const listing = look.listingOf(state);
  const isTraded = listing?.isTraded === true;
  const mayServe = look.mayServe(listing);
  const notTradedSince = isTraded ? null : (turn.notTradedSince ?? now);
  const seconds = notTradedSince === null ? period : Math.min(period, lookPeriod(listing, now - notTradedSince));
  const nextAt = now + seconds * 1000;
  // What was learnt meanwhile (halted, a shorter period) counts from now on.
  const dueAt = mayServe ? Math.min(turn.dueAt, nextAt) : turn.dueAt;
  const isHeld = now < turn.heldUntil;
  const isDue = mayServe && !isHeld && now >= dueAt - SLACK_MS;
  const cause: GapCause | null = !mayServe && listing !== undefined ? 'not-trading' : null;
  return { state, notTradedSince, trouble: health.trouble ?? cause, dueAt, nextAt, isTraded, mayServe, isHeld, isDue };
}
