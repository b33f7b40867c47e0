import { addedPairs } from '../config/addedPairs.ts';
import { isEnabledIn, type MarketConfig } from '../config/marketConfig.ts';
import type { ConfigStatus } from '../config/watch.ts';
import type { Connector, Exchange } from '../exchanges/connector.ts';
import { createGate } from '../gateway/gate.ts';
import { createSharedState } from '../gateway/sharedState.ts';
import type { MarketTable } from '../markets/market.js';
import { type Collector, collectorsIn, type Market } from '../markets/markets.js';
import type { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Account } from '../store/account.ts';
import type { ExchangeClock } from '../store/clock.ts';
import type { Store } from '../store/connect.ts';
import type { Defects } from '../store/defects.ts';
import type { WorkerReport } from '../store/health.ts';
import { createLease } from '../store/lease.ts';
import { awaitVerdict } from '../store/verdict.ts';
import { createLine } from './context/line.ts';
import { marketDefects, marketLog } from './context/marketLog.ts';
import { createMarketKeeper } from './keeper/marketKeeper.ts';
import { unlist } from './keeper/unlist.ts';
import { createPlanLog } from './plan/planLog.ts';
import { createPlanner } from './plan/planner.ts';
import { ordinary, readsListings } from './worker/role.ts';
import { createWorker, type Worker } from './worker/worker.ts';

/** Pages of older rows that a session waits for at a time. */
const OLDER_PAGES = 3;

/** What CONFIG.json says of a session: its market's part, and what all share. */
export interface SessionConfig {
  readonly part: MarketConfig;
  /** `budget.share`. */
  readonly share: number;
}

export interface SessionOptions {
  readonly market: Market;
  /** The market's own: nothing that a session does looks it up elsewhere. */
  readonly table: MarketTable;
  readonly connector: Connector;
  /** The open way to it. */
  readonly exchange: Exchange;
  readonly clock: ExchangeClock;
  /** The IP address requests leave from, by its name. */
  readonly egress: string;
  readonly config: SessionConfig;
  /** The market's collectors that this process runs. */
  readonly chosen: readonly Collector[];
  /** Names this process among those that may hold a lease. */
  readonly holder: string;
  readonly store: Store;
  readonly log: Log;
  readonly defects: Defects;
  readonly onFatal: (error: StartError) => void;
}

/** All that one process does for one market: gateway, plan, workers and, where it holds the lease of the listings, the keeper. */
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
  const collectors = collectorsIn(market, table);
  const planner = createPlanner(
    shared,
    () => ({
      collectors,
      config: config.part,
      share: config.share,
      connector,
    }),
    clock.wall,
  );

  let onReply: () => void = () => undefined;
  const firstReply = new Promise<void>((resolve) => {
    onReply = resolve;
  });
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
    onPause: (error, lengthMs) => log.warn(`${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });

  const seats = chosen.map((collector) => ({
    collector,
    lease: createLease(store, collector.name, options.holder, clock.monotonic),
  }));
  const isListings = ({ collector }: { readonly collector: Collector }) => collector.feed === table.listings;
  const keeperLease = seats.find(isListings)?.lease;
  const isKeeper = () => (keeperLease?.fence() ?? 0) > 0;
  const keeper = createMarketKeeper({
    ...options,
    log,
    defects: marketDefects(options.defects, market),
    gate,
    shared,
    pairs: () => config.part.pairs,
    count: (counter, by) => keeperWorker?.count(counter, by),
  });

  const line = createLine(OLDER_PAGES);
  const onUnknown = (codes: readonly string[]) => unlist({ store, clock, log, market, shared }, codes);
  const workers: Worker[] = seats.map((seat) => {
    const role = isListings(seat) ? readsListings(store, market, keeper.onFacts) : ordinary;
    const settled = { config: config.part, plan: planner.current() };
    return createWorker({ ...options, ...seat, gate, line, shared, role, onUnknown, ...settled });
  });
  const keeperWorker = workers.find(isListings);
  const planLog = createPlanLog(log, clock.monotonic);

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
    },

    keep() {
      if (isKeeper()) keeper.tick();
    },

    reports: (status) => workers.map((worker) => worker.report(status)).filter((report) => report !== null),

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
      await Promise.all(workers.map((worker) => worker.close()));
      exchange.close();
    },
  };
}

const describeDisabled = (disabled: readonly Collector[]): string =>
  `disabled: ${disabled.map(({ name }) => name).join(', ')}; what is stored stays until it is removed with: npm run clear -- --disabled --yes`;
