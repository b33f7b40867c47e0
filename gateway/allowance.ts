import type { RateLimit } from '../markets/market.js';
import { finite } from '../model/finite.ts';
import { isSliding } from '../model/limits.ts';
import type { Kind } from '../store/budget/reservation.ts';

/** What is planned of each minute, and what is set aside for others. */
export interface Needs {
  readonly weightPerMinute: number;
  readonly foreign: number;
  /** What of it live polls need, which come before callers; absent: all of it. */
  readonly live?: number;
}

/** The same of all limits of a market. */
export interface AllNeeds extends Needs {
  /** Those that it has beside its own, by name. */
  readonly pools?: ReadonlyMap<string, Pick<Needs, 'weightPerMinute'>>;
}

/** What callers may have: `callers` of CONFIG.json. */
export interface CallersShare {
  /** Part of what live polls leave, from 0 to 1. */
  readonly share: number;
  /** Weight per minute beside it, that the plan sets aside. */
  readonly reserve: number;
}

export interface Allowance {
  /** What may be counted in the window for a request of this kind, ours and others'. */
  readonly total: number;
  /** What of it `fill` may have. */
  readonly fill: number;
  /** What callers may have in all. What of it they have not spent yet, fill leaves them in a fixed window. */
  readonly callers: number;
}

export interface AllowanceOptions {
  readonly limit: RateLimit;
  /** Part of the limit that may be used. */
  readonly share: number;
  readonly needs: () => Needs;
  /** Absent: callers may have nothing. */
  readonly callers?: CallersShare | undefined;
}

const MINUTE = 60_000;

/**
 * Part of what may be spent that callers never touch, nor history where callers may have anything: requests at a window's turn count twice, and
 * failed ones are asked again. A plan with longer periods has just so much room (collectors/plan/plan.ts).
 */
const LEFT_TO_POLLS = 0.02;

/**
 * What a request may find spent. Of a fixed window callers and `fill` leave what live polls still need until it ends. A sliding window never ends:
 * there `fill` has a part of its own, what live polls never need, so that they always find theirs.
 *
 * Callers may have their share of what live polls leave, and the reserve. `fill` leaves it to them: they are never refused because of history.
 *
 * @param now exchange-clock ms
 * @throws NotANumber where any of it is none
 */
export function allowanceOf(options: AllowanceOptions, kind: Kind, now: number): Allowance {
  const { limit, share, needs } = options;
  const { weight, windowMs } = limit;
  const total = finite('the weight that may be spent', weight * share);
  if (kind === 'live') return { total, fill: total, callers: 0 };
  const { weightPerMinute, foreign, live = weightPerMinute } = needs();
  const needed = finite('the weight that live polls need', ((weightPerMinute + foreign) * windowMs) / MINUTE);
  const neededFirst = Math.min(
    needed,
    finite('the weight that live polls need', ((live + foreign) * windowMs) / MINUTE),
  );
  const part = isSliding(limit) ? 1 : 1 - (now % windowMs) / windowMs;
  const callers = ceilingOf(options.callers, total - neededFirst * part, windowMs);
  const kept = callers === 0 ? 0 : total * LEFT_TO_POLLS;
  if (isSliding(limit)) {
    return { total: total - (kind === 'fill' ? 0 : kept), fill: total - needed - callers - kept, callers };
  }
  const left = total - (kind === 'fill' ? needed : neededFirst) * part - kept;
  return { total: left, fill: left, callers };
}

/** What callers may have of a window. @param left what live polls leave of it */
function ceilingOf(callers: CallersShare | undefined, left: number, windowMs: number): number {
  if (callers === undefined || callers.share === 0) return 0;
  const reserve = (callers.reserve * windowMs) / MINUTE;
  return finite('the weight that callers may have', Math.max(0, left) * callers.share + reserve);
}

/** What callers may have of a window whatever the moment, so that it can be gone by for the whole of it. @throws NotANumber as above */
export function callersOfWindow(options: AllowanceOptions): number {
  return allowanceOf(options, 'fill', 0).callers;
}
