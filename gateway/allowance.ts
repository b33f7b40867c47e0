import type { RateLimit } from '../markets/market.js';
import { finite } from '../model/finite.ts';
import { isSliding } from '../model/limits.ts';

/** `live` polls come before the `fill` of history, which takes only what they leave. */
export type Kind = 'live' | 'fill';

/** What live polling needs of each minute, and what is set aside for others. */
export interface Needs {
  readonly weightPerMinute: number;
  readonly foreign: number;
}

export interface Allowance {
  /** Weight that may be counted in a window, ours and others', with this request. */
  readonly all: number;
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
  const all = finite('the weight that may be spent', weight * share);
  if (kind !== 'fill') return { all, fill: all };
  const { weightPerMinute, foreign } = needs();
  const needed = finite('the weight that live polls need', ((weightPerMinute + foreign) * windowMs) / MINUTE);
  if (isSliding(limit)) return { all, fill: all - needed };
  const left = all - needed * (1 - (now % windowMs) / windowMs);
  return { all: left, fill: left };
}
