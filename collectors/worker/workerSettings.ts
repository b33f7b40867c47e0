import { configuredPeriod, isEnabledIn, type MarketConfig, retentionOf } from '../../config/marketConfig.ts';
import type { Connector } from '../../exchanges/connector.ts';
import { type Collector, chunkOf, type Interval } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import { candleShapeOf } from '../../model/candle.ts';
import type { Feed } from '../../model/feed.ts';
import { finite } from '../../model/finite.ts';
import { createValidator } from '../../model/validate.ts';
import type { PlanLevel, Served } from '../../store/reports/health.ts';
import { staleAfterMs } from '../../store/values/meta.ts';
import type { Plan } from '../plan/plan.ts';
import { planRollUp } from '../sources/rolledUp/planRollUp.ts';
import type { SourceSettings } from '../sources/sourceSettings.ts';

/** What CONFIG.json and the plan come to for one worker. An edit, or another plan, makes new ones. */
export interface WorkerSettings extends SourceSettings {
  /** What they were made of. */
  readonly config: MarketConfig;
  /** Seconds between two polls, or two rolled-up rows. */
  readonly period: number;
  readonly served: Served;
  /** Level of the plan. */
  readonly level: PlanLevel;
  /** Weight per minute that the plan gives it. */
  readonly plannedWeight: number;
  /** The limit that it is counted in; absent: the market's own. */
  readonly pool?: string;
  /** The longest time until what goes on failing is tried again, ms; 0: that is as for all else. */
  readonly laterRetryMs: number;
}

/**
 * A limit beside the market's own counts requests over minutes, and is planned for few: where all of these fail, tries again within seconds would
 * spend it, and nothing would come for minutes afterwards. So such a request, the longer it goes on failing, waits up to a fifth of its period, ms.
 */
const RETRY_SHARE = 0.2;
const LONGEST_RETRY_MS = 60_000;

/**
 * The settings of a collector's worker: a pure function.
 *
 * @param before those it had: what is dear to make, and still right, is taken from there
 * @throws TypeError where the connector does not have the feed, or its rows are of a kind that the table does not have
 */
export function workerSettings(
  collector: Collector,
  connector: Pick<Connector, 'feeds'>,
  config: MarketConfig,
  plan: Plan,
  before?: WorkerSettings,
): WorkerSettings {
  const { name, interval, row } = collector;
  const feedOf = (of: Interval | undefined) => makeFeed(collector, connector, config, of);
  const feed = feedOf(interval);
  const planned = plan.collectors.get(name);
  const period = finite(`the period of ${name}`, planned?.period ?? configuredPeriod(config, collector));
  const restPeriod = finite(`the period of ${name} by REST`, planned?.restPeriod ?? period);
  const served = planned?.served ?? 'poll';
  const layout = rowLayoutOf(row);
  if (feed.shape === 'series' && !layout.kinds.includes(feed.kind))
    throw new TypeError(`${name} stores rows of the kind ${feed.kind}, which its table does not have`);
  return {
    config,
    feed,
    validate:
      before !== undefined && hasSameRows(before.feed, feed) ? before.validate : createValidator(feed.rowSchema),
    layout,
    enabled: isEnabledIn(config, collector),
    period,
    // Where streams are down REST confirms each `restPeriod`.
    silenceMs: staleAfterMs(plan.follows.has(name) ? Math.max(period, restPeriod) : period),
    served,
    storedAs: JSON.stringify([config.feeds[collector.feed], interval, retentionOf(config, collector)]),
    isStreamed: plan.follows.has(name),
    restPeriod,
    chunk: chunkOf(row, config.pairs.length),
    chunkFor: (pairs) => chunkOf(row, pairs),
    shape: interval === undefined ? null : candleShapeOf(row),
    auditEvery: plan.auditEvery,
    rollUp:
      served === 'rollup' && interval !== undefined ? planRollUp(config, collector, interval, period, feedOf) : null,
    level: plan.level,
    plannedWeight: planned?.weightPerMinute ?? 0,
    ...(planned?.pool !== undefined && { pool: planned.pool }),
    laterRetryMs: planned?.pool === undefined ? 0 : Math.min(LONGEST_RETRY_MS, period * 1000 * RETRY_SHARE),
    retention: retentionOf(config, collector),
  };
}

/** Whether other rows are to be stored or kept: then the stored series has to be looked at again. */
export const storesOtherwise = (before: WorkerSettings, after: WorkerSettings): boolean =>
  after.retention !== before.retention || kindOf(after.feed) !== kindOf(before.feed);

/** Which rows a feed stores: another kind does not mix with them. */
const kindOf = (feed: Feed) => (feed.shape === 'series' ? feed.kind : undefined);

const hasSameRows = (one: Feed, other: Feed): boolean =>
  JSON.stringify(one.rowSchema) === JSON.stringify(other.rowSchema);

/** The feed of a collector as CONFIG.json wants it. @throws TypeError where the connector does not have it */
export function makeFeed(
  { market, feed }: Pick<Collector, 'market' | 'feed'>,
  { feeds }: Pick<Connector, 'feeds'>,
  config: Pick<MarketConfig, 'feeds'>,
  interval: Interval | undefined,
): Feed {
  const made = feeds[feed]?.({ ...config.feeds[feed] }, interval);
  if (made === undefined) throw new TypeError(`${market} has no feed ${feed}`);
  return made;
}
