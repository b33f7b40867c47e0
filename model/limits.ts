import type { RateLimit } from '../markets/market.js';

/** The time over which an exchange adds weight up. */
export type Window = Pick<RateLimit, 'windowMs' | 'window'>;

/** What an exchange allows, as it is stored and planned with. Without a window it counts by fixed minutes. */
export interface Limits extends Partial<Window> {
  /** What the limit comes to in a minute, whatever its window. */
  readonly weightPerMinute: number;
}

const MINUTE = 60_000;

/** What a limit comes to in a minute. */
export function limitsOf({ weight, windowMs, window }: RateLimit): Limits {
  const weightPerMinute = (weight * MINUTE) / windowMs;
  return window === 'fixed' && windowMs === MINUTE ? { weightPerMinute } : { weightPerMinute, windowMs, window };
}

/** The other way round. */
export function rateLimitOf({ weightPerMinute, windowMs = MINUTE, window = 'fixed' }: Limits): RateLimit {
  // What was divided by the window comes back whole.
  return { weight: Math.round(weightPerMinute * windowMs * (1e6 / MINUTE)) / 1e6, windowMs, window };
}

/** Weight per minute above which a limit is damaged, and below which it is: we could not even ask for it again. */
const MOST_LIMIT = 100_000;
const LEAST_LIMIT = 100;

/** No window of an exchange has more weight. */
export const MOST_WEIGHT = 1_000_000;

/** Whether an exchange can have such limits. Those of a small or a very large one are believed, since its market's table says so: `table`. */
export function isBelievable(limits: Limits, table: RateLimit): boolean {
  const { weightPerMinute: known } = limitsOf(table);
  const least = Math.min(LEAST_LIMIT, known / 10);
  const isFair = limits.weightPerMinute >= least && limits.weightPerMinute <= Math.max(MOST_LIMIT, known);
  return isFair && rateLimitOf(limits).weight <= MOST_WEIGHT;
}

/** A fixed window below this is over before a request is: it may be counted in any of several. */
const SHORTEST_FIXED_MS = 10_000;

/** Whether weight is counted over the time that has just passed. For a short fixed window that is stricter than it need be, and never wrong. */
export const isSliding = ({ window = 'fixed', windowMs = MINUTE }: Partial<Window>): boolean =>
  window === 'sliding' || windowMs < SHORTEST_FIXED_MS;

/** The plan looks at so many windows for what others spend, the present one included. */
export const FOREIGN_WINDOWS = 5;

/** By then every request is answered or given up, and counted where it belongs, ms. */
export const SETTLED_AFTER_MS = 6_000;

/** A sliding window is counted in steps of so many ms: a hundred for a window and the requests that are not settled yet. */
export const stepMsOf = (windowMs: number): number => Math.ceil((windowMs + SETTLED_AFTER_MS) / 100);

/** What an answer and the uncertainty of the clock take, as a rule, ms. */
const USUAL_ANSWER_MS = 250;

/** Weight per minute that can be spent without end: a sliding window holds each request a little longer than the exchange does. */
export function steadyPerMinute(limits: Limits): number {
  const { weightPerMinute, windowMs = MINUTE } = limits;
  if (!isSliding(limits)) return weightPerMinute;
  return (weightPerMinute * windowMs) / (windowMs + stepMsOf(windowMs) + USUAL_ANSWER_MS);
}
