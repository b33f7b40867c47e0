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
export const LEFT_TO_POLLS = 0.02;

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
  const kept = options.callers === undefined || options.callers.share === 0 ? 0 : total * LEFT_TO_POLLS;
  const [left, inAll] = [total - neededFirst * part, total - neededFirst - kept];
  const callers = ceilingOf(options.callers, left, inAll, windowMs);
  if (isSliding(limit)) {
    return { total: total - (kind === 'fill' ? 0 : kept), fill: total - needed - callers - kept, callers };
  }
  const room = (kind === 'fill' ? total - needed * part : left) - kept;
  return { total: room, fill: room, callers };
}

/**
 * What callers may have of a window. However late it is, that is no more than live polls need not in all: many of them are due in the same second, and
 * the last one of a window may be the one in which they are.
 *
 * @param left what live polls leave from now on
 * @param inAll what they leave of the whole window
 */
function ceilingOf(callers: CallersShare | undefined, left: number, inAll: number, windowMs: number): number {
  if (callers === undefined || callers.share === 0) return 0;
  const reserve = (callers.reserve * windowMs) / MINUTE;
  const most = Math.max(inAll, reserve);
  return finite('the weight that callers may have', Math.min(Math.max(0, left) * callers.share + reserve, most));
}

/** What callers may have of a window whatever the moment, so that it can be gone by for the whole of it. @throws NotANumber as above */
export function callersOfWindow(options: AllowanceOptions): number {
  return allowanceOf(options, 'fill', 0).callers;
}
