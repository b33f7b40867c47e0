import type { Config } from '../config/config.ts';
import { isEnabled } from '../config/enabledCollectors.ts';
import type { LoadedConfig } from '../config/load.ts';
import { watchConfig } from '../config/watch.ts';
import { createBinance } from '../exchanges/binance/client.ts';
import { proxyFor } from '../exchanges/proxy.ts';
import { createGate, type Gate } from '../gateway/gate.ts';
import { createMarketWatch } from '../gateway/marketWatch.ts';
import { collectors as allCollectors, type Collector } from '../markets/markets.js';
import type { StartError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { holderName } from '../runtime/machine.ts';
import type { Account } from '../store/budget.ts';
import { announceRefusal } from '../store/changes.ts';
import { createExchangeClock } from '../store/clock.ts';
import type { Store } from '../store/connect.ts';
import { createDefects } from '../store/defects.ts';
import { writeReports } from '../store/health.ts';
import { createLease } from '../store/lease.ts';
import { awaitVerdict } from '../store/verdict.ts';
import { createLine } from './context/line.ts';
import { createMarketKeeper } from './keeper/marketKeeper.ts';
import { isSamePlan, plan as makePlan, type Plan } from './plan/plan.ts';
import { createPlanLog } from './plan/planLog.ts';
import { polledPairs } from './plan/polledPairs.ts';
import { createSchedule } from './schedule.ts';
import { createWorker, type Worker } from './worker/worker.ts';

const MARKET = 'spot';

/** Pages of older rows that a process waits for at a time. */
const OLDER_PAGES = 3;

/** A standby tries this often to take over. */
const STANDBY_EVERY_MS = 250;

export interface CollectOptions {
  readonly loaded: LoadedConfig;
  /** The collectors this process runs. */
  readonly chosen: readonly Collector[];
  readonly store: Store;
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
  readonly onFatal: (error: StartError) => void;
}

export interface RunningCollectors {
  /** Resolves with the first reply: the exchange is the one whose data is stored. */
  readonly firstReply: Promise<void>;
  stop(): Promise<void>;
}

const describeDisabled = (disabled: readonly Collector[]): string =>
  `disabled: ${disabled.map(({ name }) => name).join(', ')}; what is stored stays until it is removed with: npm run clear -- --disabled --yes`;

/** Tells several in one process apart: each holds leases of its own. */
let instances = 0;

/**
 * Runs collectors in this process: one schedule, one gate, one worker each.
 *
 * @throws StartError where the environment names a proxy that cannot be used
 */
export function startCollectors(options: CollectOptions): RunningCollectors {
  const { loaded, chosen, store, log } = options;
  const clock = createExchangeClock();
  const defects = createDefects(log);
  let config: Config = loaded.config;
  const { spotUrl } = loaded.config.binance;
  const proxy = proxyFor(spotUrl);
  if (proxy !== null) log.info(`${spotUrl} is asked through the proxy ${proxy.host}`);
  const exchange = createBinance({
    baseUrl: spotUrl,
    proxy,
    apiKeys: () => config.apiKeys,
    now: clock.nowOrWall,
  });
  const account: Account = { egress: loaded.config.budget.egress, market: MARKET };
  const market = createMarketWatch(store, account, clock);
  let plan = planNow(config);

  let onReply: () => void = () => undefined;
  const firstReply = new Promise<void>((resolve) => {
    onReply = resolve;
  });
  const gate: Gate = createGate({
    onReply,
    exchange,
    store,
    clock,
    market,
    account,
    config: () => config,
    plan: () => plan,
    onPause: (error, lengthMs) => log.warn(`${error.message}: nothing is sent for ${Math.ceil(lengthMs / 1000)} s`),
  });

  const holder = holderName(String(instances++));
  const seats = chosen.map((collector) => ({ collector, lease: createLease(store, collector.name, holder) }));
  const keeperLease = seats.find(({ collector }) => collector.name === 'pair-info')?.lease;
  const keeper = createMarketKeeper({
    store,
    gate,
    clock,
    log,
    defects,
    market: MARKET,
    watch: market,
    pairs: () => config.pairs,
    count: (counter, by) => keeperWorker?.count(counter, by),
    onFatal: options.onFatal,
  });
  const isKeeper = () => (keeperLease?.fence() ?? 0) > 0;

  const line = createLine(OLDER_PAGES);
  const workers: Worker[] = seats.map((seat) =>
    createWorker({ ...options, ...seat, defects, gate, line, clock, market, onFacts: keeper.onFacts }),
  );
  const keeperWorker = workers.find(({ collector }) => collector.name === 'pair-info');
  const planLog = createPlanLog(log);

  function planNow(next: Config): Plan {
    const { limits, foreign, reports } = market.state();
    return makePlan(next, limits, foreign, polledPairs(reports, Date.now()));
  }

  function configure(next: Config): void {
    config = next;
    plan = planNow(next);
    for (const worker of workers) worker.configure(next, plan);
    if (keeperWorker !== undefined) planLog.show(plan);
  }

  const watch = watchConfig({
    loaded,
    log,
    env: options.env ?? process.env,
    async approve(next, previous) {
      const added = next.pairs.filter((code) => !previous.pairs.includes(code));
      if (added.length === 0) return [];
      return isKeeper() ? keeper.judge(next.pairs, added) : awaitVerdict(store, next.pairs);
    },
    onChange(next, previous) {
      log.setLevel(next.log.level);
      configure(next);
      const disabled = chosen.filter((collector) => isEnabled(previous, collector) && !isEnabled(next, collector));
      if (disabled.length > 0) log.info(describeDisabled(disabled));
    },
  });

  /** What the plan is made of beside CONFIG.json. */
  function planned(): string {
    const { limits, foreign, reports } = market.state();
    return JSON.stringify([limits.weightPerMinute, foreign, ...polledPairs(reports, Date.now())]);
  }
  let shared = planned();
  /** The same state gives every process the same plan. */
  function replan(): void {
    const now = planned();
    if (now === shared) return;
    shared = now;
    const before = plan;
    plan = planNow(config);
    if (isSamePlan(plan, before)) return;
    for (const worker of workers) worker.configure(config, plan);
    if (keeperWorker !== undefined) planLog.changed(plan);
  }

  async function share(): Promise<void> {
    // First: a Redis that refuses writes refuses the reports too.
    await announceRefusal(store);
    await market.refresh();
    // In this order: a pause that was just read is kept here too before Redis can lose it.
    await gate.keepPause();
    replan();
    planLog.tick();
    const status = watch.status();
    await writeReports(
      store,
      workers.map((worker) => worker.report(status)).filter((report) => report !== null),
    );
  }

  /** Redis being away is logged by its connection; everything here is tried again in a second. */
  function failed(error: unknown): void {
    if (defects.note('the process', error)) workers[0]?.count('internal');
  }

  const guarded = (work: () => void) => () => {
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };

  configure(config);
  store.onBack(() => {
    // A Redis that has lost its data must know of a pause before anybody polls.
    const goOn = () => {
      for (const worker of workers) worker.goOn();
    };
    gate.keepPause().catch(failed).then(goOn, failed);
  });
  const schedule = createSchedule((why) => log.warn(`${why}: the schedule is made anew`));
  schedule.eachSecond(() => void share().catch(failed), 0);
  schedule.eachSecond(
    guarded(() => isKeeper() && keeper.tick()),
    0,
  );
  for (const worker of workers) {
    schedule.eachSecond(guarded(worker.tick), allCollectors.indexOf(worker.collector) / allCollectors.length);
  }
  const standby = setInterval(() => {
    for (const worker of workers) worker.tryLease();
    // At the start everybody waits for the clock and the listings.
    const { listings } = market.state();
    const isWaiting = !clock.isMeasured() || config.pairs.some((code) => !listings.has(code));
    if (isWaiting) market.refresh().catch(failed);
  }, STANDBY_EVERY_MS);
  market.refresh().catch(failed);

  return {
    firstReply,
    async stop() {
      clearInterval(standby);
      watch.close();
      await schedule.stop();
      await Promise.all(workers.map((worker) => worker.close()));
      exchange.close();
    },
  };
}
