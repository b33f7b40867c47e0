import type { RateLimit } from '../markets/market.js';

/** What an exchange allows, as it tells it. */
export interface Limits {
  readonly weightPerMinute: number;
}

/** A limit above this is damaged, and so is one below which we could not even ask for it again. */
export const MOST_LIMIT = 100_000;
export const LEAST_LIMIT = 100;

/** Whether an exchange can have such limits. */
export const isBelievable = ({ weightPerMinute }: Limits): boolean =>
  weightPerMinute >= LEAST_LIMIT && weightPerMinute <= MOST_LIMIT;

const MINUTE = 60_000;

/** What a table's limit comes to in a minute. */
export const limitsOf = ({ weight, windowMs }: RateLimit): Limits => ({
  weightPerMinute: (weight * MINUTE) / windowMs,
});
