import { collectorsOf } from '../../markets/markets.js';
import type { WorldOptions } from '../world.ts';
import { calendarScenarios } from './calendarScenarios.ts';
import { callerScenarios } from './callerScenarios.ts';
import { futuresScenarios, futuresStreamScenarios } from './futuresScenarios.ts';
import { outages } from './outages.ts';
import type { Limits } from './runScenario.ts';
import type { Scenario } from './scenario.ts';
import { scenarios, start } from './scenarios.ts';
import { shortScenarios } from './shortScenarios.ts';
import { eachScenarios, streamScenarios } from './streamScenarios.ts';

/** Faults that are acted out one after the other in one installation. The first one is the start. */
export interface Run {
  /** @param pairs of the market that the faults are of */
  readonly options: (pairs: number) => WorldOptions;
  readonly scenarios: readonly Scenario[];
  readonly limits?: Limits;
  /** Some follow streams by our API meanwhile. */
  readonly withCallers?: boolean;
}

/** A minute after an outage everything must be complete again. */
const AFTER_OUTAGE: Limits = { settleMs: 60_000 };

/** What the processes of futures need of spot, where the faults are of futures: one pair and little of it. */
const LITTLE_SPOT = {
  klines: { intervals: [1] },
  feeds: Object.fromEntries(['trades', 'depth', 'high-low', 'avg-price'].map((feed) => [feed, { enabled: false }])),
};

/** Every kind of candles, in few intervals; trades of an hour or two. */
const FUTURES = {
  klines: {
    intervals: [1, 5, 60],
    prices: ['mark', 'index', 'premiumIndex'],
    contracts: ['perpetual', 'current_quarter'],
  },
  retention: { trades: 2_000 },
};

const futures =
  (more: Partial<WorldOptions>) =>
  (contracts: number): WorldOptions => ({
    ...{ pairs: 1, contracts, market: 'usdm', processes: 'market', config: { ...LITTLE_SPOT, usdm: FUTURES } },
    ...more,
  });

const spotPolled: Run = { options: (pairs) => ({ pairs, withSmallDisk: true }), scenarios };

/**
 * Hours in which prices do not swing. In others they leave all levels that a snapshot of a book has within one order, several times a minute, and a
 * book that has no level left is out of step.
 */
const CALM = { spot: Date.UTC(2026, 10, 20, 19), usdm: Date.UTC(2026, 10, 17, 13, 10) };

const spotStreamed: readonly Run[] = (['market', 'each'] as const).map((processes) => ({
  options: (pairs) => ({ pairs, transport: 'stream', processes, startsAt: CALM.spot }),
  scenarios: processes === 'market' ? streamScenarios : eachScenarios,
}));

const futuresPolled: Run = { options: futures({}), scenarios: futuresScenarios };

/** What futures have by REST alone, and less often than each five seconds: it has nothing to do with streams, and would be waited for after each fault. */
const seldom = Object.fromEntries(
  collectorsOf('usdm')
    .filter(({ row, interval }) => interval === undefined && row.everySeconds > 5 && row.streams === undefined)
    .map(({ feed }) => [feed, { enabled: false }]),
);

const futuresStreamed: Run = {
  options: futures({
    ...{ transport: 'stream', startsAt: CALM.usdm },
    config: { ...LITTLE_SPOT, usdm: { ...FUTURES, feeds: seldom } },
  }),
  scenarios: futuresStreamScenarios,
  // From an empty Redis history has what the weight of a minute leaves.
  limits: { settleMs: 30_000 },
};

/** Little is collected of both markets, by streams, while some follow streams by our API. */
const called: Run = {
  options: (pairs) => ({
    ...{ pairs, contracts: 1, transport: 'stream', processes: 'market' },
    config: {
      klines: { intervals: [1] },
      retention: { klines: 200, trades: 2_000 },
      usdm: { klines: { intervals: [1] }, feeds: { ...seldom, trades: { enabled: false } } },
    },
  }),
  scenarios: callerScenarios,
  withCallers: true,
};

/** Each in a world whose clock begins shortly before. */
const calendar: readonly Run[] = calendarScenarios.map(({ startsAt, ...scenario }) => ({
  options: (contracts) => futures({ startsAt })(contracts),
  scenarios: [start, { ...scenario, name: `usdm-${scenario.name}` }],
}));

/** Two pairs and short series use every feed and are quick to check. */
const short: Run = {
  options: () => ({ pairs: 2, config: { retention: { klines: 100 } } }),
  scenarios: shortScenarios,
};

/** What may be asked for. */
export interface Wanted {
  readonly market: 'spot' | 'usdm';
  readonly isShort: boolean;
  readonly isStreamed: boolean;
  /** Faults as those meet them who follow streams by our API. */
  readonly withCallers: boolean;
  /** Of each component, seconds; undefined: no outages. */
  readonly outageSeconds: number | undefined;
}

export function runsFor({ market, isShort, isStreamed, withCallers, outageSeconds }: Wanted): readonly Run[] {
  if (isShort) return [short];
  if (withCallers) return [called];
  const isSpot = market === 'spot';
  if (outageSeconds !== undefined) {
    const { options } = isSpot ? spotPolled : isStreamed ? futuresStreamed : futuresPolled;
    const all = outages(outageSeconds).filter(({ name }) => isSpot || !ofOneCollector.has(name));
    return [{ options, scenarios: [start, ...all], limits: AFTER_OUTAGE }];
  }
  if (isSpot) return isStreamed ? spotStreamed : [spotPolled];
  return isStreamed ? [futuresStreamed] : [futuresPolled, ...calendar];
}

/** Outages of a process that futures do not have. */
const ofOneCollector = new Set(['outage-trades', 'outage-klines-1']);

/** All that have faults of their own. */
export const allRuns: readonly Run[] = [
  spotPolled,
  ...spotStreamed,
  futuresPolled,
  futuresStreamed,
  called,
  ...calendar,
];
