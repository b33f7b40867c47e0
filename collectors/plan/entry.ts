import type { Collector } from '../../markets/markets.js';
import type { Served } from '../../store/reports/health.ts';

/** A collector while it is planned: how it is served, and what asking costs. */
export interface Entry {
  readonly collector: Collector;
  readonly served: Served;
  /** The limit that its requests are counted in; absent: the market's own. */
  readonly pool?: string;
  /** Weight of one round: every configured pair asked once. */
  readonly round: number;
  /** What comes of it by streams can be held against REST. */
  readonly isAudited: boolean;
  /** Of a rolled-up interval: pairs that are polled. */
  readonly polledPairs: number;
  /** Their part of the round. */
  readonly polledRound: number;
  /** Seconds. */
  readonly period: number;
  /** Of what streams serve: seconds between two polls while they are down. */
  readonly restPeriod?: number;
}

/** Seconds between two confirmations of a rolled-up interval: a minute, or its period if that is longer. */
export const confirmPeriod = ({ period }: Pick<Entry, 'period'>): number => Math.max(60, period);

/** Weight per minute that an entry would cost with this period (seconds). A stream costs none. */
export function costAt({ round, polledRound, served }: Omit<Entry, 'period'>, period: number): number {
  if (served === 'stream') return 0;
  if (served === 'poll') return (round * 60) / period;
  return ((round - polledRound) * 60) / confirmPeriod({ period }) + (polledRound * 60) / period;
}

/** Weight per minute. */
export const cost = (entry: Entry): number => costAt(entry, entry.period);

/** Weight per minute of all entries together. @param other what is asked beside them, such as the exchange's time */
export const totalCost = (entries: readonly Entry[], other: number): number =>
  entries.reduce((sum, entry) => sum + cost(entry), other);
