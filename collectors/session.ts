import { addedPairs } from '../config/addedPairs.ts';
import { isEnabledIn, type MarketConfig } from '../config/marketConfig.ts';
import type { ConfigStatus } from '../config/watch.ts';
import { createGate } from '../gateway/gate.ts';
import { marketLog } from '../gateway/marketLog.ts';
import { createSharedState } from '../gateway/sharedState.ts';
import { type Collector, chunkOf } from '../markets/markets.js';
import { withResolver } from '../runtime/withResolver.ts';
import type { Account } from '../store/budget/account.ts';
import { awaitVerdict } from '../store/market/verdict.ts';
import { readBackfill } from '../store/reports/backfill.ts';
import type { WorkerReport } from '../store/reports/health.ts';
import { onceFor } from './context/onceFor.ts';
import { createNeedsKeeper } from './keeper/needsKeeper.ts';
import { createTransportKeeper } from './keeper/transportKeeper.ts';
import { createNewsRounds } from './news/newsRounds.ts';
import type { StreamsSaid } from './openStreams.ts';
import { shareOf } from './plan/forCallers.ts';
import { createPlanLog } from './plan/planLog.ts';
import type { SessionConfig, SessionOptions } from './sessionOptions.ts';
import { createSessionPlan } from './sessionPlan.ts';
import { createSessionStreams } from './sessionStreams.ts';
import { createStaff } from './staff.ts';
import type { Worker } from './worker/worker.ts';

/**
 * All that one process does for one market. It is put together from a gate (the way to the exchange), a plan (how often each collector may
 * ask), workers (one for each collector), and a keeper (what one process does for all), and passes on to them what happens: a second has
 * passed, CONFIG.json was edited, Redis is back, the process stops.
 */
export interface Session {
  readonly workers: readonly Worker[];
  /** Resolves with the first reply: the exchange is the one whose data is stored. */
  readonly firstReply: Promise<void>;
  /** Faults of an edit that adds pairs; none where there is nothing to object to. */
  judge(next: MarketConfig, previous: MarketConfig): Promise<readonly string[]>;
  configure(next: SessionConfig): void;
  /** One second has passed, with Redis up: reads what all share, and follows it. Rejects when Redis is away. */
  follow(): Promise<void>;
  /** One second has passed: what only the keeper does. */
  keep(): void;
  /** What the workers say of themselves. */
  reports(status: ConfigStatus): WorkerReport[];
  /** What its streams say of themselves; null: this process follows none. */
  streamsSaid(): StreamsSaid | null;
  /** Takes leases that are free; at the start, when everybody waits for the clock and the listings, looks for these too. */
  standBy(): Promise<void>;
  /** Redis was away and is back: a pause is put back before anybody polls. */
  goOn(): Promise<void>;
  /** Waits for running polls, then gives the leases back. */
  stop(): Promise<void>;
}

export function createSession(options: SessionOptions): Session {
  const { market, table, connector, exchange, clock, store, chosen } = options;
  const log = marketLog(options.log, market);
  const account: Account = { egress: options.egress, market };
  const shared = createSharedState(store, account, clock, table);
  let config = options.config;
  /** Looked for once for each state of the listings: the hub asks all the time. */
  const tradedPairs = onceFor(
    () => [shared.state().listings, config.part.pairs] as const,
    ([listings, pairs]) => pairs.filter((code) => listings.get(code)?.isTraded === true),
  );
  const planner = createSessionPlan(options, shared, () => config);

  const { promise: firstReply, resolve: onReply } = withResolver();
  const gate = createGate({
    onReply,
    exchange,
    store,
    clock,
    shared,
    account,
    table,
    share: () => config.share,
    plan: planner.current,
    callers: () => shareOf(config.callers),
    onPause: (error, lengthMs) => log.warn(`${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });

  const streams = createSessionStreams({ ...options, account, log, gate, tradedSymbols, groupSize: planner.groupSize });
  const staff = createStaff({
    ...options,
    streams: streams.open,
    gate,
    shared,
    config: config.part,
    plan: planner.current(),
    pairs: () => config.part.pairs,
  });
  const { workers, keeper, isKeeper, keeperWorker } = staff;
  const planLog = createPlanLog(log, clock.monotonic);
  const news = createNewsRounds({
    ...{ gate, store, market, connector, clock },
    tradedPairs,
    chunkOf: (feed) => chunkOf(table.feeds[feed], config.part.pairs.length),
    count: (counter, by) => keeperWorker?.count(counter, by),
    onFailure: (error) => log.warn('no news round', { error }),
    onUnknown: () => keeper.lookSoon(),
  });
  const transport = createTransportKeeper({ store, market, clock, shared, plan: planner.current });
  const needs = createNeedsKeeper({ store, market, clock, shared, plan: planner.current });

  /** All that are configured, while nobody knows which are traded. */
  function tradedSymbols(): string[] {
    const traded = tradedPairs();
    return (traded.length > 0 ? traded : config.part.pairs).map(connector.symbolOf);
  }

  function replan(): void {
    if (!planner.follow()) return;
    for (const worker of workers) worker.configure(config.part, planner.current());
    if (keeperWorker !== undefined) planLog.changed(planner.current());
  }

  function configure(next: SessionConfig): void {
    const previous = config;
    config = next;
    planner.remake();
    for (const worker of workers) worker.configure(next.part, planner.current());
    if (keeperWorker !== undefined) planLog.show(planner.current());
    const wasEnabled = (collector: Collector) => isEnabledIn(previous.part, collector);
    const disabled = chosen.filter((collector) => wasEnabled(collector) && !isEnabledIn(next.part, collector));
    if (disabled.length > 0) options.log.info(describeDisabled(disabled));
  }

  if (keeperWorker !== undefined) planLog.show(planner.current());
  return {
    workers,
    firstReply,

    async judge(next, previous) {
      const added = addedPairs(next.pairs, previous.pairs);
      if (added.length === 0) return [];
      return isKeeper() ? keeper.judge(next.pairs, added) : awaitVerdict(store, market, next.pairs);
    },

    configure,

    async follow() {
      await shared.refresh();
      // In this order: a pause that was just read is kept here too before Redis can lose it.
      await gate.keepPause();
      replan();
      planLog.tick();
      if (isKeeper()) {
        await transport.tick();
        await needs.tick();
      }
      if (planner.current().follows.size > 0) await streams.readNews();
      if ((await readBackfill(store)) !== null) for (const worker of workers) worker.takeDelivered();
    },

    keep() {
      if (!isKeeper()) return;
      keeper.tick();
      news.tick(planner.current().follows.size > 0, streams.open?.haveComeBack() ?? false);
    },

    reports(status) {
      const own = streams.blockedInReport();
      return workers.flatMap((worker) => {
        const report = worker.report(status);
        return report === null ? [] : [{ ...report, ...own }];
      });
    },

    streamsSaid: () => streams.open?.report() ?? null,

    async standBy() {
      for (const worker of workers) worker.tryLease();
      const { listings } = shared.state();
      const isWaiting = !clock.isMeasured() || config.part.pairs.some((code) => !listings.has(code));
      if (isWaiting) await shared.refresh();
    },

    async goOn() {
      // A Redis that has lost its data must know of a pause before anybody polls.
      await gate.keepPause().finally(() => {
        for (const worker of workers) worker.goOn();
      });
    },

    async stop() {
      await Promise.all([news.close(), staff.close()]);
      streams.open?.hub.close();
      exchange.close();
    },
  };
}

const describeDisabled = (disabled: readonly Collector[]): string =>
  `disabled: ${disabled.map(({ name }) => name).join(', ')}; what is stored stays until it is removed with: npm run clear -- --disabled --yes`;
