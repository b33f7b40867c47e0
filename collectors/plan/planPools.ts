import { limitsOf, steadyPerMinute } from '../../model/limits.ts';
import { type Entry, totalCost } from './entry.ts';
import type { Planned } from './planned.ts';
import { stretchPeriods } from './stretchPeriods.ts';

/** What is planned of a limit that a market has beside its own. */
export interface PlannedPool {
  /** Requests a minute, or whatever it counts. */
  readonly weightPerMinute: number;
  /** What may be planned of it. */
  readonly budget: number;
}

/** What comes of the collectors that are counted in such limits. */
export interface PlannedPools {
  readonly entries: readonly Entry[];
  readonly pools: ReadonlyMap<string, PlannedPool>;
}

/**
 * Plans what is counted apart from the market's weight. Each limit by itself: periods are made longer where its own collectors do not fit, and
 * nothing else of the plan changes by it.
 *
 * @param polled all collectors that are enabled, polled at their configured periods
 * @param share of each limit that is planned; the rest is for requests that are asked again
 * @throws RangeError where a request names a limit that the market does not have
 */
export function planPools(
  { pools = {}, share: mayUse }: Planned,
  polled: readonly Entry[],
  share: number,
): PlannedPools {
  const unknown = polled.find(({ pool }) => pool !== undefined && !Object.hasOwn(pools, pool));
  if (unknown !== undefined) throw new RangeError(`${unknown.collector.name}: the market has no limit ${unknown.pool}`);
  const made = Object.entries(pools).map(([name, limit]) => {
    const own = polled.filter(({ pool }) => pool === name);
    const budget = steadyPerMinute(limitsOf(limit)) * mayUse;
    const entries = totalCost(own, 0) <= budget ? own : stretchPeriods(own, budget * share, 0);
    return { name, entries, budget };
  });
  return {
    entries: made.flatMap(({ entries }) => entries),
    pools: new Map(made.map(({ name, entries, budget }) => [name, { weightPerMinute: totalCost(entries, 0), budget }])),
  };
}
