import type { SharedState } from '../gateway/sharedState.ts';
import { collectorsIn } from '../markets/markets.js';
import { onceFor } from './context/onceFor.ts';
import type { Planned } from './plan/planned.ts';
import { createPlanner, type Planner } from './plan/planner.ts';
import { streamsPerPair } from './plan/size.ts';
import type { SessionConfig, SessionOptions } from './sessionOptions.ts';

/** The plan of a session's market. */
export interface SessionPlan extends Planner {
  /** Streams of one pair that this process follows by it, over sockets of a route. */
  groupSize(route: string): number;
}

/** @param config now in force */
export function createSessionPlan(
  { market, table, connector, clock, chosen }: SessionOptions,
  shared: SharedState,
  config: () => SessionConfig,
): SessionPlan {
  const collectors = collectorsIn(market, table);
  const planned = (): Planned => ({
    ...{ collectors, connector, listings: table.listings, pools: table.pools },
    config: config().part,
    share: config().share,
    callers: config().callers,
  });
  const planner = createPlanner(shared, planned, clock.wall);
  // Worked out once for a plan: it makes all feeds, and the hub asks for each stream.
  const groupSizes = onceFor(
    () => [planner.current().follows, config().part] as const,
    ([follows]) => streamsPerPair(planned(), chosen, follows),
  );
  return { ...planner, groupSize: (route) => groupSizes().get(route) ?? 0 };
}
