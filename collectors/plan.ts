import type { Config } from '../config/config.ts';
import { enabledCollectors } from '../config/enabledCollectors.ts';
import { type Collector, type FeedName, type FeedRow, feeds } from '../config/feeds.js';
import type { Limits } from '../store/budget.ts';
import type { SeriesPoll } from './feed.ts';
import { feedFactories } from './feeds/feeds.ts';

/** How one collector is served. */
export interface PlannedCollector {
  /** Effective period, seconds between two polls of a pair. */
  readonly period: number;
  readonly weightPerMinute: number;
}

export interface Plan {
  /** 1: every feed at its configured period · 4: periods stretched. */
  readonly rung: 1 | 4;
  /** By collector name; those that CONFIG.json disables are missing. */
  readonly collectors: ReadonlyMap<string, PlannedCollector>;
  readonly weightPerMinute: number;
  /** Weight per minute that may be planned: limit × share − foreign. */
  readonly budget: number;
}

/** What the clock costs: one call of the time endpoint a minute. */
const CLOCK_WEIGHT = 1;

/**
 * Which feeds are stretched first, and how far, in seconds. Trades lose nothing by it (the next poll fetches what has come), the
 * book loses detail, the rest loses freshness.
 */
const STRETCH: readonly { readonly feeds: readonly FeedName[]; readonly most: number }[] = [
  { feeds: ['trades'], most: 10 },
  { feeds: ['depth'], most: 10 },
  { feeds: ['klines', 'high-low', 'book-ticker', 'price', 'trades', 'depth'], most: 3600 },
];

/** Rows a series keeps. */
export const retentionOf = (config: Config, feed: FeedName): number =>
  feed === 'klines' ? config.retention.klines : feed === 'trades' ? config.retention.trades : 0;

/** Weight of one round: every configured pair asked once. */
function weightOfRound(config: Config, { feed, interval }: Collector): number {
  const definition = feedFactories[feed](config, interval);
  const poll: SeriesPoll = { pairs: [], asOf: 0, uncertainty: 0, cursor: null, resuming: false, retention: 1 };
  const { chunk = 1 }: FeedRow = feeds[feed];
  let weight = 0;
  for (let from = 0; from < config.pairs.length; from += chunk) {
    weight += definition.request({ ...poll, pairs: config.pairs.slice(from, from + chunk) }).weight;
  }
  return weight;
}

/**
 * The weight planner: a pure function.
 *
 * @param foreign weight per minute that others on the same IP spend
 */
export function plan(config: Config, limits: Limits, foreign = 0): Plan {
  const budget = Math.max(0, limits.weightPerMinute * config.budget.share - foreign);
  const served = enabledCollectors(config).map((collector) => ({
    collector,
    round: weightOfRound(config, collector),
    period: config.feeds[collector.feed].everySeconds as number,
  }));
  const cost = ({ round, period }: { round: number; period: number }) => (round * 60) / period;
  const total = () => served.reduce((sum, entry) => sum + cost(entry), CLOCK_WEIGHT);

  let rung: Plan['rung'] = 1;
  for (const step of STRETCH) {
    if (total() <= budget) break;
    rung = 4;
    const group = served.filter(({ collector }) => step.feeds.includes(collector.feed));
    for (let period = 2; period <= step.most && total() > budget; period++) {
      for (const entry of group) entry.period = Math.max(entry.period, period);
    }
  }

  // A second more for a whole group often frees more than is needed: give it back, the last stretched first.
  for (const feed of STRETCH.toReversed().flatMap((step) => step.feeds)) {
    for (const entry of served.filter(({ collector }) => collector.feed === feed)) {
      const faster = () => ({ ...entry, period: entry.period - 1 });
      while (entry.period > config.feeds[feed].everySeconds && total() - cost(entry) + cost(faster()) <= budget) {
        entry.period--;
      }
    }
  }

  return {
    rung,
    collectors: new Map(
      served.map((entry) => [entry.collector.name, { period: entry.period, weightPerMinute: cost(entry) }]),
    ),
    weightPerMinute: total(),
    budget,
  };
}

/** The plan as a table for people: one line per collector. */
export function describePlan({ collectors: planned, weightPerMinute, budget, rung }: Plan): string[] {
  const lines = [...planned].map(
    ([name, { period, weightPerMinute: weight }]) =>
      `${name.padEnd(14)} every ${String(period).padStart(4)} s ${weight.toFixed(1).padStart(9)} weight/min`,
  );
  const how = rung === 1 ? 'every feed at its configured period' : 'periods stretched to fit';
  return [
    ...lines,
    `${'total'.padEnd(26)} ${weightPerMinute.toFixed(1).padStart(9)} of ${budget.toFixed(0)} weight/min: ${how}`,
  ];
}
