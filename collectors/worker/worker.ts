import type { MarketConfig } from '../../config/marketConfig.ts';
import type { ConfigStatus } from '../../config/watch.ts';
import type { Connector } from '../../exchanges/connector.ts';
import { createBurstLog } from '../../gateway/burstLog.ts';
import type { SharedState } from '../../gateway/sharedState.ts';
import type { Collector } from '../../markets/markets.js';
import type { StartError } from '../../runtime/errors.ts';
import type { WorkerReport } from '../../store/health.ts';
import { collectorKey } from '../../store/keys.ts';
import type { Lease } from '../../store/lease.ts';
import { isRedisError, nullIfRedisError } from '../../store/redisError.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import { causeOf } from '../gaps/gapCause.ts';
import { createGapLedger } from '../gaps/gapLedger.ts';
import type { Plan } from '../plan/plan.ts';
import { newSeriesState, type PairState } from '../state/pairState.ts';
import { groupsOf } from './groups.ts';
import { createPairStates } from './pairStates.ts';
import { createGroupPoll } from './pollGroup.ts';
import { createCounters, reportOf } from './report.ts';
import type { Role } from './role.ts';
import { createSeat } from './seat.ts';
import { createTasks } from './tasks.ts';
import { takeTurns } from './turns.ts';
import { storesOtherwise, workerSettings } from './workerSettings.ts';

export interface WorkerOptions extends Omit<WorkerContext, 'count' | 'fence'> {
  readonly collector: Collector;
  readonly lease: Lease;
  readonly connector: Connector;
  readonly shared: SharedState;
  readonly role: Role;
  /** Told of pairs that the exchange does not know. */
  readonly onUnknown: (codes: readonly string[]) => Promise<void>;
  /** What it begins with. */
  readonly config: MarketConfig;
  readonly plan: Plan;
  /** The process cannot go on, e.g. the exchange is not the one whose data is stored. */
  readonly onFatal: (error: StartError) => void;
}

/** THE loop: one feed (one interval, for candles) of all pairs. */
export interface Worker {
  readonly collector: Collector;
  configure(config: MarketConfig, plan: Plan): void;
  /** One second has passed. Returns at once. */
  tick(): void;
  /** Takes the lease if it is free; a standby calls it more often than it ticks. */
  tryLease(): void;
  /** Null while another process holds the lease: that one reports. */
  report(config: ConfigStatus): WorkerReport | null;
  /** Redis was away and is back. What is stored may have changed behind our back: looks again, and polls at once. */
  goOn(): void;
  readonly count: WorkerContext['count'];
  /** Waits for running polls, then gives the lease back. */
  close(): Promise<void>;
}

export function createWorker(options: WorkerOptions): Worker {
  const { collector, lease, shared, connector, clock, store, log, role } = options;
  const { name, row } = collector;
  const { count, ...counters } = createCounters();
  const context: WorkerContext = { ...options, fence: lease.fence, count };
  const burst = createBurstLog(context, name);
  const ledger = createGapLedger(store, name, lease.fence);
  const tasks = createTasks((error) => burst.failure(error));
  const pairs = createPairStates({
    store,
    log,
    worker: name,
    keyOf: (code) => collectorKey(collector, code),
    symbolOf: connector.symbolOf,
    fence: lease.fence,
    onGone: async (code) => {
      // Its entries are gone with its data.
      ledger.forget();
      await role.onGone(code);
    },
  });
  const listingOf = ({ code }: PairState) => shared.state().listings.get(code);
  const isTraded = (state: PairState) => listingOf(state)?.isTraded === true;
  const poll = createGroupPoll({
    ...{ context, worker: name, role, pairs, tasks, burst, ledger, listingOf },
    settings: () => settings,
    onUnknown: (states) => options.onUnknown(states.filter((state) => !state.isRemoved).map(({ code }) => code)),
    onFatal: options.onFatal,
  });
  const seat = createSeat({
    worker: name,
    lease,
    log,
    async onTaken() {
      lookAgain();
      for (const state of pairs.current()) state.trouble = null;
      await pairs.findLeft();
    },
    onFailure(error) {
      for (const state of pairs.current()) state.trouble ??= causeOf(error);
      if (!isRedisError(error)) burst.failure(error);
    },
  });
  const startedAt = clock.wall();

  let settings = workerSettings(collector, connector, options.config, options.plan);
  pairs.follow(settings.config.pairs);
  /** Redis is back, and the lease has run out meanwhile: it is polled as soon as that is held again, not only with the next second. */
  let isBack = false;

  function configure(config: MarketConfig, plan: Plan): void {
    const before = settings;
    settings = workerSettings(collector, connector, config, plan, before);
    pairs.follow(config.pairs);
    if (storesOtherwise(before, settings)) for (const state of pairs.current()) state.series = newSeriesState();
    // The listings are read anew at every edit, not at another plan.
    if (config !== before.config) role.lookAgain(pairs.current());
    // What a disabled feed had stored may have been removed by hand.
    if (settings.enabled && !before.enabled) lookAgain();
  }

  function tick(): void {
    if (tasks.isClosing()) return;
    if (seat.fence() === 0) return;
    tasks.follow(renew());
    for (const removal of pairs.removeLeft()) tasks.follow(removal);
    if (!clock.isMeasured() || (!settings.enabled && !role.looksAtAll)) return;

    const { looksAtAll } = role;
    const look = {
      now: clock.monotonic(),
      period: settings.period,
      isShared: row.ask === 'pairs',
      looksAtAll,
      listingOf,
    };
    const ready = takeTurns(pairs.current(), look, count);
    for (const group of groupsOf(ready, row.chunk ?? 1, listingOf)) tasks.follow(poll(group));
  }

  async function renew(): Promise<void> {
    await seat.renew();
    if (!isBack || seat.fence() === 0) return;
    isBack = false;
    tick();
  }

  function tryLease(): void {
    if (!tasks.isClosing() && seat.fence() === 0) tasks.follow(renew());
  }

  function lookAgain(): void {
    pairs.lookAgain();
    ledger.forget();
    role.lookAgain(pairs.current());
  }

  return {
    collector,
    configure,
    tick,
    tryLease,
    report(config) {
      if (seat.fence() === 0) return null;
      return reportOf({
        ...{ name, startedAt, at: clock.wall(), settings, config, isTraded },
        isClockMeasured: clock.isMeasured(),
        counters: counters.all(),
        defect: options.defects.newest(),
        pairs: pairs.current(),
        exchange: options.gate.reach(),
      });
    },
    goOn() {
      lookAgain();
      for (const state of pairs.current()) state.dueAt = 0;
      isBack = seat.fence() === 0;
      if (isBack) tryLease();
      else tick();
    },
    count,
    async close() {
      await tasks.close();
      await seat.release().catch(nullIfRedisError);
    },
  };
}
