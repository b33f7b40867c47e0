import { configuredPeriod, isEnabledIn, type MarketConfig, retentionOf } from '../../config/marketConfig.ts';
import type { Connector } from '../../exchanges/connector.ts';
import { type Collector, isSummable } from '../../markets/markets.js';
import { finite } from '../../model/finite.ts';
import { type Limits, steadyPerMinute } from '../../model/limits.ts';
import type { Rung, Served } from '../../store/health.ts';
import { canRollUp } from './rollUpSources.ts';

/** How one collector is served. */
export interface PlannedCollector {
  /** Effective period in seconds: between two polls of a pair, or two rolled-up rows. */
  readonly period: number;
  readonly served: Served;
  /** Pairs of a rolled-up interval whose candles cannot be summed up now: they are polled. */
  readonly polledPairs: number;
  readonly weightPerMinute: number;
}

/** Collector name → pairs that are polled although the collector rolls up. */
export type PolledPairs = ReadonlyMap<string, number>;

/**
 * The first rung of the ladder that fits:
 *
 * 1. every collector polled at its configured period;
 * 2. candles of all intervals but the shortest rolled up from it, and confirmed by the exchange once a minute; of pairs where that cannot
 *    be for now polled;
 * 3. reserved: feeds served by WebSocket streams, which there are none of yet;
 * 4. longer periods, on top of rung 2 (of rung 1 with `klines.mode: "poll"`), that leave 2 % of the budget free.
 */
export interface Plan {
  readonly rung: Rung;
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

/** Longest period a collector can be given, seconds; the most CONFIG.json accepts. */
const LONGEST = 3600;

/** Seconds between two confirmations of a rolled-up interval: a minute, or its period if that is longer. */
export const confirmPeriod = ({ period }: Pick<PlannedCollector, 'period'>): number => Math.max(60, period);

interface Entry {
  readonly collector: Collector;
  readonly served: Served;
  /** Weight of one round: every configured pair asked once. */
  readonly round: number;
  /** Of a rolled-up interval: pairs that are polled. */
  readonly polledPairs: number;
  /** Their part of the round. */
  readonly polledRound: number;
  /** Seconds. */
  period: number;
}

/** Weight per minute with this period. */
const costAt = ({ round, polledRound, served }: Entry, period: number): number =>
  served === 'rollup'
    ? ((round - polledRound) * 60) / confirmPeriod({ period }) + (polledRound * 60) / period
    : (round * 60) / period;

const cost = (entry: Entry): number => costAt(entry, entry.period);

/** @param clock what the clock costs a minute */
const total = (entries: readonly Entry[], clock: number): number =>
  entries.reduce((sum, entry) => sum + cost(entry), clock);

/** What is planned: a market with its part of CONFIG.json. */
export interface Planned {
  /** All of the market's. */
  readonly collectors: readonly Collector[];
  readonly config: MarketConfig;
  /** Part of the exchange's limit that may be used: `budget.share`. */
  readonly share: number;
  readonly connector: Pick<Connector, 'feeds' | 'symbolOf' | 'time'>;
}

/**
 * The weight planner: a pure function.
 *
 * @param foreign weight per minute that others on the same IP spend
 * @param polledPairs what cannot be rolled up now
 */
export function plan(planned: Planned, limits: Limits, foreign = 0, polledPairs: PolledPairs = new Map()): Plan {
  const { config, share } = planned;
  const budget = Math.max(0, steadyPerMinute(limits) * share - foreign);
  const polled = entriesOf(planned);
  // The clock is measured once a minute.
  const clock = finite('the weight of the time', planned.connector.time().weight);
  const { mode } = config.klines;
  const ladder = [
    ...(mode === 'rollup' ? [] : [polled]),
    ...(mode === 'poll' ? [] : [rollUp(config, polled, polledPairs)]),
  ];
  const fitting = ladder.find((entries) => total(entries, clock) <= budget);
  const entries = fitting ?? stretch(ladder.at(-1) ?? polled, budget * STRETCHED_SHARE, clock);
  const isRolledUp = entries.some(({ served }) => served === 'rollup');
  return {
    rung: fitting === undefined ? 4 : isRolledUp ? 2 : 1,
    collectors: new Map(
      entries.map((entry) => [
        entry.collector.name,
        {
          period: entry.period,
          served: entry.served,
          polledPairs: entry.polledPairs,
          weightPerMinute: cost(entry),
        },
      ]),
    ),
    weightPerMinute: total(entries, clock),
    budget,
    foreign,
  };
}

/** Whether both ask the same of every collector. */
export function isSamePlan(one: Plan, other: Plan): boolean {
  const asked = ({ rung, collectors }: Plan) => JSON.stringify([rung, ...collectors]);
  return asked(one) === asked(other);
}

/** Rung 1. */
function entriesOf(planned: Planned): Entry[] {
  const { collectors, config } = planned;
  const enabled = collectors.filter((collector) => isEnabledIn(config, collector));
  return enabled.map((collector) => ({
    collector,
    served: 'poll',
    round: weightOfRound(planned, collector),
    polledPairs: 0,
    polledRound: 0,
    period: configuredPeriod(config, collector),
  }));
}

function weightOfRound({ config, connector }: Planned, { feed, interval, row }: Collector): number {
  const definition = connector.feeds[feed]?.({ ...config.feeds[feed] }, interval);
  // As each second asks: what has come since the newest row.
  const poll = { asOf: 0, uncertainty: 0, cursor: 0, resuming: false, retention: 1 };
  const { chunk = 1 } = row;
  let weight = 0;
  for (let from = 0; from < config.pairs.length; from += chunk) {
    const symbols = config.pairs.slice(from, from + chunk).map(connector.symbolOf);
    weight += definition?.request({ ...poll, pairs: symbols }).weight ?? 0;
  }
  return finite(`the weight of ${feed}`, weight);
}

/** The shortest interval that is collected; the others are rolled up from it. */
const baseOf = (entries: readonly Entry[]): Entry | undefined =>
  entries.find(({ collector }) => collector.interval !== undefined);

/** Rung 2. */
function rollUp(config: MarketConfig, entries: readonly Entry[], polled: PolledPairs): readonly Entry[] {
  const { klines, pairs } = config;
  const isSummed = (collector: Collector) =>
    collector.interval !== undefined &&
    isSummable(collector.row) &&
    canRollUp(collector.interval, klines.intervals, retentionOf(config, collector));
  return entries.map((entry) => {
    if (!isSummed(entry.collector)) return entry;
    const polledPairs = Math.min(pairs.length, polled.get(entry.collector.name) ?? 0);
    return { ...entry, served: 'rollup', polledPairs, polledRound: (entry.round / pairs.length) * polledPairs };
  });
}

/** One entry's period made longer. */
interface Step {
  readonly entry: Entry;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
}

/**
 * Rung 4: a second more for one collector after the other, always in the same order, until all fit or nothing is left to stretch. Half
 * of the book's weight is a big step: what it leaves is given back, the last step first, to each that still fits without it.
 *
 * So of all plans that fit this is the one whose last step comes first in the order, of those the one whose last but one does, and so on:
 * with more budget it never gets worse by that measure, although a single collector may be slower for the sake of a dearer one.
 */
function stretch(given: readonly Entry[], budget: number, clock: number): Entry[] {
  const entries = given.map((entry) => ({ ...entry }));
  // The running sum saves adding all up in each of tens of thousands of steps; its last digits are not to be relied on.
  let weight = total(entries, clock);
  const fits = () => weight < budget + 1e-6 && total(entries, clock) <= budget;
  const move = (entry: Entry, to: number) => {
    weight += costAt(entry, to) - cost(entry);
    entry.period = to;
  };

  const taken: Step[] = [];
  for (const { group, most } of roundsOf(entries)) {
    for (let period = 2; period <= most && !fits(); period++) {
      for (const entry of group) {
        // A confirmation within the minute saves nothing: it is not stretched for nothing.
        if (costAt(entry, period) >= cost(entry) || fits()) continue;
        taken.push({ entry, from: entry.period, to: period });
        move(entry, period);
      }
    }
  }

  if (!fits()) return followBase(entries);
  for (const { entry, from, to } of taken.toReversed()) {
    // Its later steps had to stay.
    if (entry.period !== to) continue;
    move(entry, from);
    if (!fits()) move(entry, to);
  }
  return followBase(entries);
}

/** Which entries are stretched together, and how far, in the order that the table of feeds gives; of the candles the longest first. */
function roundsOf(entries: readonly Entry[]): { group: readonly Entry[]; most: number }[] {
  const early = entries.flatMap((entry) => {
    const { early: round } = entry.collector.row.stretch;
    return round === undefined ? [] : [{ group: [entry], most: round.seconds, turn: round.turn }];
  });
  const byTurn = entries
    .toReversed()
    .toSorted((one, other) => one.collector.row.stretch.turn - other.collector.row.stretch.turn);
  return [...early.toSorted((one, other) => one.turn - other.turn), { group: byTurn, most: LONGEST }];
}

/** What is rolled up is no fresher than what it is rolled up from. */
function followBase(entries: readonly Entry[]): Entry[] {
  const base = baseOf(entries);
  return entries.map((entry) =>
    entry.served === 'rollup' ? { ...entry, period: Math.max(entry.period, base?.period ?? 0) } : entry,
  );
}
