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
  /** Somebody collects, but has not said what he needs: callers have what is set aside for them and no more. */
  readonly isUnknown?: true;
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
  /** For a caller: what callers may have in all. For fill, in a fixed window: what it leaves them, less what they have spent. */
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

/** What callers may have in all is the same whoever asks. */
export const ANY_CALLER: Kind = 'caller-';

/**
 * Part of what may be spent that callers never touch: requests at a window's turn count twice, and failed ones are asked again. A plan with longer
 * periods has just so much room (collectors/plan/plan.ts), which history and the audit have, too.
 */
export const LEFT_TO_POLLS = 0.02;

/** Part of a fixed window that history may be ahead of an even pace. */
const AT_ONCE = 0.01;

/** History and the audit keep at least half of what the plan leaves, whatever part of it is meant for callers. */
const MOST_KEPT_FOR_CALLERS = 0.5;

/**
 * What a request may find spent. Of a fixed window callers and `fill` leave what live polls still need until it ends. A sliding window never ends:
 * there `fill` has a part of its own, what live polls never need, so that they always find theirs.
 *
 * Callers may have their share of what live polls leave, and the reserve. `fill` leaves them that part of what the plan leaves: however little it is, there
 * is something for both.
 *
 * @param now exchange-clock ms
 * @param evenWeight of a request of `fill` that keeps to an even pace: it is granted what has not been spent of the part of a fixed window that is over. A heavy
 * one may go beyond that, and light ones wait for it afterwards; else they would always come first
 * @throws NotANumber where any of it is none
 */
export function allowanceOf(options: AllowanceOptions, kind: Kind, now: number, evenWeight?: number): Allowance {
  const { limit, share, needs } = options;
  const { weight, windowMs } = limit;
  const total = finite('the weight that may be spent', weight * share);
  if (kind === 'live') return { total, fill: total, callers: 0 };
  const { weightPerMinute, foreign, live = weightPerMinute, isUnknown } = needs();
  const kept = total * LEFT_TO_POLLS;
  const needed = finite('the weight that live polls need', ((weightPerMinute + foreign) * windowMs) / MINUTE);
  const neededFirst = Math.min(
    needed,
    finite('the weight that live polls need', ((live + foreign) * windowMs) / MINUTE),
  );
  const part = isSliding(limit) ? 1 : 1 - (now % windowMs) / windowMs;
  const [left, inAll] = [total - neededFirst * part, total - neededFirst - kept];
  if (isUnknown) return unknown(options, kind, total - kept);
  const callers = ceilingOf(options.callers, left, inAll, windowMs);
  if (kind === 'fill') {
    const leaves = leftToCallers(options.callers, { callers, kept, left: total - needed, windowMs });
    const most = total - needed * part;
    if (isSliding(limit)) return { total, fill: most - leaves, callers: leaves };
    // All of it at a window's turn, by all processes at once, would hold up live polls. What is left to callers is taken off what is allowed here, and
    // only by and by.
    const even = evenWeight === undefined ? most : total * (1 - part + AT_ONCE) + leaves * part + evenWeight;
    const room = Math.min(most, even);
    return { total: room, fill: room, callers: leaves };
  }
  const room = isSliding(limit) ? total - kept : left - kept;
  return { total: room, fill: room, callers };
}

/** What there is where nobody knows what live polls need. */
function unknown({ limit, callers }: AllowanceOptions, kind: Kind, most: number): Allowance {
  const reserve = callers === undefined || callers.share === 0 ? 0 : (callers.reserve * limit.windowMs) / MINUTE;
  return { total: kind === 'fill' ? 0 : most, fill: 0, callers: Math.min(reserve, most) };
}

/** What the plan leaves of a window, with the reserve, and what of it callers may have and never touch. */
interface Left {
  readonly left: number;
  readonly callers: number;
  readonly kept: number;
  readonly windowMs: number;
}

/** What `fill` leaves callers of a window, with what these leave. */
function leftToCallers(share: CallersShare | undefined, { left, callers, kept, windowMs }: Left): number {
  if (share === undefined || callers <= 0) return 0;
  const reserve = (share.reserve * windowMs) / MINUTE;
  return Math.min(callers + kept, reserve + keptForCallers(share.share, left - reserve, kept));
}

/**
 * Of what the plan leaves, beside the reserve, what history and the audit leave, whether callers ask or not.
 *
 * @param kept what callers never touch
 */
export const keptForCallers = (share: number, left: number, kept: number): number =>
  Math.min(Math.max(0, left) * share + kept, Math.max(0, left) * MOST_KEPT_FOR_CALLERS);

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
  return allowanceOf(options, ANY_CALLER, 0).callers;
}

/** The most that callers may have of a window at any moment of it: what weighs more is never granted. @throws NotANumber as above */
export function callersAtMost(options: AllowanceOptions): number {
  return allowanceOf(options, ANY_CALLER, options.limit.windowMs - 1).callers;
}
