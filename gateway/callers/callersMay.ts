import { rateLimitOf } from '../../model/limits.ts';
import type { MarketState } from '../../store/market/marketState.ts';
import { type AllNeeds, ANY_CALLER, allowanceOf, type CallersShare } from '../allowance.ts';

/** What the plan of whoever collects the market needs, as they say; nothing where nobody does. */
export function plannedNeeds({ needs, foreign }: Pick<MarketState, 'needs' | 'foreign'>): AllNeeds {
  if (needs === null) return { weightPerMinute: 0, foreign };
  const { weightPerMinute, live, pools } = needs;
  const named = Object.entries(pools).map(([name, weight]) => [name, { weightPerMinute: weight }] as const);
  return { weightPerMinute, live, foreign, pools: new Map(named) };
}

/**
 * Weight that callers may have of the present window of a market's own limit, in all.
 *
 * @param share `budget.share`
 * @param now exchange-clock ms
 */
export function callersMay(
  state: Pick<MarketState, 'limits' | 'needs' | 'foreign'>,
  share: number,
  callers: CallersShare,
  now: number,
): number {
  const options = { limit: rateLimitOf(state.limits), share, callers, needs: () => plannedNeeds(state) };
  return Math.floor(allowanceOf(options, ANY_CALLER, now).callers);
}
