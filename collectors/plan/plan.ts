import { finite } from '../../model/finite.ts';
import { type Limits, steadyPerMinute } from '../../model/limits.ts';
import type { PlanLevel, Served } from '../../store/health.ts';
import { cost, type Entry, totalCost } from './entry.ts';
import type { Planned } from './planned.ts';
import { pollAll } from './pollAll.ts';
import { type PolledPairs, rollUpCandles } from './rollUpCandles.ts';
import { stretchPeriods } from './stretchPeriods.ts';

/** How one collector is served. */
export interface PlannedCollector {
  /** Effective period in seconds: between two polls of a pair, or two rolled-up rows. */
  readonly period: number;
  readonly served: Served;
  /** Pairs of a rolled-up interval whose candles cannot be summed up now: they are polled. */
  readonly polledPairs: number;
  readonly weightPerMinute: number;
}

/** Which period each collector gets, and how it is served, so that all of a market's fit into the budget. */
export interface Plan {
  readonly level: PlanLevel;
  /** By collector name; those that CONFIG.json disables are missing, no other is ever left out. */
  readonly collectors: ReadonlyMap<string, PlannedCollector>;
  /** Above `budget` only where not even the longest periods fit. */
  readonly weightPerMinute: number;
  /** Weight per minute that may be planned: what of the limit can be spent without end × share − foreign. */
  readonly budget: number;
  /** Weight per minute set aside for other programs on the same IP. */
  readonly foreign: number;
}

/**
 * Part of the budget that stretched periods are fitted into. What is left is for requests at a minute's turn, which are charged to both
 * minutes, and for failed ones, which are asked again before their long period is over.
 */
export const STRETCHED_SHARE = 0.98;

/**
 * The weight planner, a pure function. The plan is on the first level that fits:
 *
 * 1. every collector polled at its configured period (pollAll.ts);
 * 2. candles of all intervals but the shortest rolled up from it, and confirmed by the exchange once a minute; of pairs where that cannot
 *    be for now polled (rollUpCandles.ts);
 * 3. reserved: feeds served by WebSocket streams, which there are none of yet;
 * 4. longer periods, on top of level 2 (stretchPeriods.ts): always possible, though not always enough.
 *
 * `klines.mode` of CONFIG.json leaves out level 2 (`poll`), which puts level 4 on top of level 1, or level 1 (`rollup`).
 *
 * @param foreign weight per minute that others on the same IP spend
 * @param polledPairs what cannot be rolled up now
 */
export function plan(planned: Planned, limits: Limits, foreign = 0, polledPairs: PolledPairs = new Map()): Plan {
  const budget = Math.max(0, steadyPerMinute(limits) * planned.share - foreign);
  // The clock is measured once a minute.
  const clock = finite('the weight of the time', planned.connector.time().weight);
  const candidates = unstretched(planned, polledPairs);
  const fitting = candidates.find((entries) => totalCost(entries, clock) <= budget);
  const entries = fitting ?? stretchPeriods(candidates.at(-1) ?? [], budget * STRETCHED_SHARE, clock);
  const isRolledUp = entries.some(({ served }) => served === 'rollup');
  return {
    level: fitting === undefined ? 4 : isRolledUp ? 2 : 1,
    collectors: new Map(entries.map((entry) => [entry.collector.name, plannedOf(entry)])),
    weightPerMinute: totalCost(entries, clock),
    budget,
    foreign,
  };
}

/** Whether both ask the same of every collector. */
export function isSamePlan(one: Plan, other: Plan): boolean {
  const asked = ({ level, collectors }: Plan) => JSON.stringify([level, ...collectors]);
  return asked(one) === asked(other);
}

/** Levels 1 and 2, as far as `klines.mode` allows them. */
function unstretched(planned: Planned, polledPairs: PolledPairs): Entry[][] {
  const { config } = planned;
  const polled = pollAll(planned);
  if (config.klines.mode === 'poll') return [polled];
  const rolledUp = rollUpCandles(config, polled, polledPairs);
  return config.klines.mode === 'rollup' ? [rolledUp] : [polled, rolledUp];
}

const plannedOf = (entry: Entry): PlannedCollector => ({
  period: entry.period,
  served: entry.served,
  polledPairs: entry.polledPairs,
  weightPerMinute: cost(entry),
});
