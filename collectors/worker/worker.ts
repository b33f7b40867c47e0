import type { MarketConfig } from '../../config/marketConfig.ts';
import type { ConfigStatus } from '../../config/watch.ts';
import type { Collector } from '../../markets/markets.js';
import { isRedisError, nullIfRedisError } from '../../store/redis/redisError.ts';
import type { WorkerReport } from '../../store/reports/health.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import { causeOf } from '../gaps/gapCause.ts';
import { createAhead, phaseOf } from '../phase.ts';
import type { Plan } from '../plan/plan.ts';
import { sourceOf } from '../sources/sourceOf.ts';
import { newSeriesState } from '../state/seriesState.ts';
import { groupsOf } from './groups.ts';
import { reportOf } from './report.ts';
import { createSeat } from './seat.ts';
import { serveGroup } from './serveGroup.ts';
import { type Look, takeTurns } from './turns.ts';
import { createWorkerParts, type WorkerOptions } from './workerParts.ts';
import { storesOtherwise, type WorkerSettings, workerSettings } from './workerSettings.ts';

/*
 * THE LOOP of one collector: one feed, of candles one interval, of all pairs. It serves while three things are so:
 *
 * - Its process holds the lease; else another process serves, and this one stands by (seat.ts).
 * - The exchange's clock is measured: before, nobody could say as of when anything is so.
 * - The feed is enabled, or the role wants it all the same (role.ts).
 *
 * Each second it renews the lease, removes what is stored of pairs that have left (pairStates.ts), finds out whose turn it is (turns.ts),
 * puts these into groups (groups.ts) and has each group served by the source (serveGroup.ts). It waits for nothing: what takes longer than
 * its second sits turns out, and nothing else does.
 *
 * What it knows of its pairs is a copy of what is stored. It *looks again*, as if it had just started, wherever that may be wrong: when
 * it has taken the lease, when Redis was away, when the feed is enabled again. Where other rows are to be kept, only the series
 * are looked at again. Other settings make another source, and so does a lost lease.
 *
 * It *closes* once: nothing new is begun, what is under way is waited for, and the lease is given back.
 */

export interface Worker {
  readonly collector: Collector;
  /** At which moment of a second it is to be told that one has passed, from 0 to 1. It changes with its settings and with the exchange's clock. */
  phase(): number;
  configure(config: MarketConfig, plan: Plan): void;
  /** One second has passed. Returns at once. */
  tick(): void;
  /** A backfill runs, and may have handed over older rows. Returns at once. */
  takeDelivered(): void;
  /** Takes the lease if it is free; a standby calls it more often than it ticks. */
  tryLease(): void;
  /** Null while another process holds the lease: that one reports. */
  report(config: ConfigStatus): WorkerReport | null;
  /** Redis was away and is back. What is stored may have changed behind our back: looks again, and serves at once. */
  goOn(): void;
  readonly count: WorkerContext['count'];
  /** Waits for what is under way, then gives the lease back. */
  close(): Promise<void>;
}

export function createWorker(options: WorkerOptions): Worker {
  const { collector, lease, connector, clock, log, role, makeSource = sourceOf } = options;
  const { name, row } = collector;
  const parts = createWorkerParts(options);
  const { context, counters, pairs, tasks, burst, listingOf } = parts;
  const startedAt = clock.wall();
  const aheadMs = createAhead(clock);
  let settings = workerSettings(collector, connector, options.config, options.plan);
  pairs.follow(settings.config.pairs);
  let source = makeSource(context, settings);
  const serving = () => ({ settings, source });
  /** Redis is back, and the lease has run out meanwhile: it is served as soon as that is held again, not only with the next second. */
  let isBack = false;

  const seat = createSeat({
    worker: name,
    lease,
    log,
    async onTaken() {
      lookAgain();
      for (const state of pairs.current()) state.health.trouble = null;
      await pairs.findLeft();
    },
    onLost: changeSource,
    onFailure(error) {
      for (const state of pairs.current()) state.health.trouble ??= causeOf(error);
      if (!isRedisError(error)) burst.failure(error);
    },
  });

  function tick(): void {
    if (tasks.isClosing() || seat.fence() === 0) return;
    tasks.follow(renew());
    for (const removal of pairs.removeLeft()) tasks.follow(removal);
    if (!clock.isMeasured() || !role.isActive(settings.enabled)) return;
    const ready = takeTurns(pairs.current(), look(), counters.count);
    // What comes by streams is asked for by nobody: all of it is looked at together.
    const most = settings.isStreamed ? Number.POSITIVE_INFINITY : settings.chunk;
    if (ready.length === 0) source.idle?.();
    for (const group of groupsOf(ready, most, listingOf)) tasks.follow(serveGroup(parts, serving, group));
  }

  const look = (): Look => ({
    now: clock.monotonic(),
    period: settings.period,
    isShared: row.ask === 'pairs',
    mayServe: role.mayServe,
    listingOf,
  });

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
    context.ledger.forget();
    role.lookAgain(pairs.current());
  }

  /** The next one is made before the one before is closed: nothing is missed in between. */
  function changeSource(): void {
    if (seat.fence() > 0 && source.adopt?.(settings) === true) return;
    const before = source;
    source = makeSource(context, settings);
    tasks.follow(before.close());
  }

  function configure(config: MarketConfig, plan: Plan): void {
    const before: WorkerSettings = settings;
    settings = workerSettings(collector, connector, config, plan, before);
    pairs.follow(config.pairs);
    if (storesOtherwise(before, settings)) for (const state of pairs.current()) state.series = newSeriesState();
    // The listings are read anew at every edit, not at another plan.
    if (config !== before.config) role.lookAgain(pairs.current());
    // What a disabled feed had stored may have been removed by hand.
    if (settings.enabled && !before.enabled) lookAgain();
    // The last thing: it may begin at once, for these pairs and from what is known of them.
    changeSource();
  }

  return {
    collector,
    // It follows streams even while these are blocked.
    phase: () => phaseOf(collector, settings.isStreamed, aheadMs()),
    configure,
    tick,
    tryLease,
    takeDelivered() {
      const { feed, enabled } = settings;
      if (feed.shape !== 'series' || !enabled || tasks.isClosing() || seat.fence() === 0) return;
      tasks.follow(parts.takeDelivered(settings));
    },
    report(config) {
      if (seat.fence() === 0) return null;
      return reportOf({
        ...{ name, startedAt, at: clock.wall(), settings, config },
        isClockMeasured: clock.isMeasured(),
        isTraded: (state) => listingOf(state)?.isTraded === true,
        counters: counters.all(),
        defect: options.defects.newest(),
        lastMismatch: context.audits.last(),
        pairs: pairs.current(),
        exchange: options.gate.reach(),
      });
    },
    goOn() {
      lookAgain();
      for (const state of pairs.current()) state.turn.dueAt = 0;
      isBack = seat.fence() === 0;
      if (isBack) tryLease();
      else tick();
    },
    count: counters.count,
    async close() {
      await tasks.close();
      await source.close();
      await seat.release().catch(nullIfRedisError);
    },
  };
}
