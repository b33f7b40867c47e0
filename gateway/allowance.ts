import type { RateLimit } from '../markets/market.js';
import { finite } from '../model/finite.ts';
import { isSliding } from '../model/limits.ts';
import type { Kind } from '../store/budget/reservation.ts';

/** What live polling needs of each minute, and what is set aside for others. */
export interface Needs {
  readonly weightPerMinute: number;
  readonly foreign: number;
}

/** The same of all limits of a market. */
export interface AllNeeds extends Needs {
  /** Those that it has beside its own, by name. */
  readonly pools?: ReadonlyMap<string, Pick<Needs, 'weightPerMinute'>>;
}

export interface Allowance {
  /** What may be counted in the window for a request of this kind, ours and others'. */
  readonly total: number;
  /** What of it `fill` may have. */
  readonly fill: number;
}

const MINUTE = 60_000;

/**
 * What a request may find spent. Of a fixed window `fill` leaves what live polls still need until it ends. A sliding window never ends:
 * there `fill` has a part of its own, what live polls never need, so that they always find theirs.
 *
 * @param share part of the limit that may be used
 * @param now exchange-clock ms
 * @throws NotANumber where any of it is none
 */
export function allowanceOf(limit: RateLimit, share: number, needs: () => Needs, kind: Kind, now: number): Allowance {
  const { weight, windowMs } = limit;
  const total = finite('the weight that may be spent', weight * share);
  if (kind !== 'fill') return { total, fill: total };
  const { weightPerMinute, foreign } = needs();
  const needed = finite('the weight that live polls need', ((weightPerMinute + foreign) * windowMs) / MINUTE);
  if (isSliding(limit)) return { total, fill: total - needed };
  const left = total - needed * (1 - (now % windowMs) / windowMs);
  return { total: left, fill: left };
}
