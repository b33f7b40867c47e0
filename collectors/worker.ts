import type { Config } from '../config/config.ts';
import { isEnabled } from '../config/enabledCollectors.ts';
import type { StartError } from '../config/errors.ts';
import { type Collector, type FeedRow, feeds } from '../config/feeds.js';
import type { ConfigStatus } from '../config/watch.ts';
import { ExchangeError } from '../exchanges/errors.ts';
import { type WorkerCounter, type WorkerReport, workerCounters } from '../store/health.ts';
import { dataKey } from '../store/keys.ts';
import type { Lease } from '../store/lease.ts';
import { removeListing, UNLISTED, writeListings } from '../store/listing.ts';
import { monotonicMs } from '../store/machine.ts';
import { createBurstLog } from './burstLog.ts';
import type { Feed, MarketFacts } from './feed.ts';
import { feedFactories } from './feeds/feeds.ts';
import type { MarketWatch } from './marketWatch.ts';
import { newSeriesState, type PairState } from './pairState.ts';
import { createPairStates } from './pairStates.ts';
import { type Plan, retentionOf } from './plan.ts';
import type { PollContext } from './pollContext.ts';
import { type Outcomes, pollLatest } from './pollLatest.ts';
import { pollSeries } from './pollSeries.ts';
import { settle } from './settle.ts';
import { createValidator } from './validate.ts';

/** A tick comes a few milliseconds early or late: what is due within this time is due now. */
const SLACK_MS = 300;

/**
 * How often the worker that reads listings looks at a pair of which nothing is known yet, at one that is halted, and at one that the
 * exchange does not know (finding out which one of a batch costs several calls), seconds.
 */
const UNVERIFIED_PERIOD = 3;
const HALTED_PERIOD = 60;
const UNLISTED_PERIOD = 300;

/** exchangeInfo is heavy: a failed one is not asked again sooner. */
const LISTINGS_RETRY_MS = 3_000;

export interface WorkerOptions extends Omit<PollContext, 'count' | 'fence'> {
  readonly collector: Collector;
  readonly lease: Lease;
  readonly market: MarketWatch;
  readonly onFacts: (facts: MarketFacts, asOf: number) => Promise<void>;
  /** The process cannot go on, e.g. the exchange is not the one whose data is stored. */
  readonly onFatal: (error: StartError) => void;
}

/** THE loop: one feed (one interval, for klines) of all pairs. */
export interface Worker {
  readonly collector: Collector;
  configure(config: Config, plan: Plan): void;
  /** One second has passed. Returns at once. */
  tick(): void;
  /** Takes the lease if it is free; a standby calls it more often than it ticks. */
  tryLease(): void;
  /** Null while another process holds the lease: its report stands. */
  report(config: ConfigStatus): WorkerReport | null;
  /** What is stored may have changed behind our back (Redis was away): look again before the next poll. */
  forgetCursors(): void;
  readonly count: PollContext['count'];
  /** Waits for running polls, then gives the lease back. */
  close(): Promise<void>;
}

/** Which rows a feed stores: another kind does not mix with them. */
const kindOf = (feed: Feed | undefined) => (feed?.shape === 'series' ? feed.kind : undefined);

export function createWorker(options: WorkerOptions): Worker {
  const { collector, lease, market, clock, store, log } = options;
  const { feed: name, interval } = collector;
  const row: FeedRow = feeds[name];
  const burst = createBurstLog(log, collector.name);
  const counters = Object.fromEntries(Object.keys(workerCounters).map((key) => [key, 0])) as Record<
    WorkerCounter,
    number
  >;
  const count = (counter: WorkerCounter, by = 1) => {
    counters[counter] += by;
  };
  const context: PollContext = { ...options, fence: lease.fence, count };
  const pairs = createPairStates({
    store,
    log,
    worker: collector.name,
    keyOf: (code) => dataKey(row.market, code, name, interval),
    onGone: async (code) => {
      if (readsListings()) await removeListing(store, row.market, code);
    },
  });
  const running = new Set<Promise<void>>();
  const startedAt = Date.now();

  let feed: Feed;
  let validate: (data: unknown, path: string) => unknown;
  let enabled = false;
  let period = row.everySeconds;
  let plannedWeight = 0;
  let retention = 0;
  let isClosing = false;
  let wasHeld = false;

  function configure(next: Config, plan: Plan): void {
    const before = feed;
    feed = feedFactories[name](next, interval);
    if (before === undefined || JSON.stringify(before.schema) !== JSON.stringify(feed.schema)) {
      validate = createValidator(feed.schema);
    }
    enabled = isEnabled(next, collector);
    const planned = plan.collectors.get(collector.name);
    period = planned?.period ?? next.feeds[name].everySeconds;
    plannedWeight = planned?.weightPerMinute ?? 0;
    pairs.follow(next.pairs);
    // With another retention or source the stored series has to be looked at again.
    const storesOtherwise = retentionOf(next, name) !== retention || kindOf(feed) !== kindOf(before);
    retention = retentionOf(next, name);
    for (const state of pairs.current()) {
      if (storesOtherwise) state.series = newSeriesState();
      // exchangeInfo is read anew at every reload.
      if (readsListings()) state.dueAt = 0;
    }
  }

  function tick(): void {
    if (isClosing) return;
    if (lease.fence() === 0) return;
    track(renew());
    for (const removal of pairs.removeLeft()) track(removal);
    if (!clock.isMeasured() || (!enabled && !readsListings())) return;

    const now = monotonicMs();
    const ready: PairState[] = [];
    const polled = pairs.current().filter(mayPoll);
    const isDue = (state: PairState) => {
      // What was learnt meanwhile (halted, a shorter period) counts from now on.
      state.dueAt = Math.min(state.dueAt, now + periodOf(state) * 1000);
      return now >= state.dueAt - SLACK_MS;
    };
    const due = polled.filter(isDue);
    // One call serves a whole chunk: who is not due yet comes along, so that all stay in step.
    for (const state of row.ask === 'pairs' && due.length > 0 ? polled : due) {
      count('ticks');
      state.dueAt = now + periodOf(state) * 1000;
      if (state.isBusy) count('late');
      else ready.push(state);
    }
    const { chunk = 1 } = row;
    for (let from = 0; from < ready.length; from += chunk) track(poll(ready.slice(from, from + chunk)));
  }

  /** The worker that reads listings looks at every pair: the others trust what it finds. */
  const readsListings = () => feed.facts !== undefined;
  const isTraded = ({ code }: PairState) => market.state().listings.get(code)?.status === 'TRADING';
  const mayPoll = (state: PairState) => readsListings() || isTraded(state);
  function periodOf(state: PairState): number {
    if (isTraded(state)) return period;
    const listing = market.state().listings.get(state.code);
    if (listing === undefined) return Math.min(period, UNVERIFIED_PERIOD);
    return Math.min(period, listing.status === UNLISTED ? UNLISTED_PERIOD : HALTED_PERIOD);
  }

  async function poll(group: PairState[]): Promise<void> {
    for (const state of group) state.isBusy = true;
    let outcomes: Outcomes;
    try {
      await pairs.remember(group);
      outcomes = await pollGroup(group);
    } catch (error) {
      outcomes = new Map(group.map((state) => [state, error]));
    }
    for (const state of group) {
      state.isBusy = false;
      settle(state, outcomes.get(state) ?? null, {
        ...context,
        burst,
        leastRetryMs: readsListings() ? LISTINGS_RETRY_MS : 0,
        onFatal: options.onFatal,
      });
    }
    // Who is not polled can neither fail nor recover.
    const isWell = (state: PairState) => (state.failures === 0 && state.refusals === 0) || !mayPoll(state);
    if (pairs.current().every(isWell)) burst.recovered();
  }

  async function pollGroup(group: PairState[]): Promise<Outcomes> {
    if (feed.shape === 'latest') {
      const { onFacts } = options;
      const { outcomes, unknown } = await pollLatest(context, { feed, validate, stores: enabled, onFacts }, group);
      await unlist(unknown);
      return outcomes;
    }
    const outcomes: Outcomes = new Map();
    for (const state of group) {
      const failure = await pollSeries(context, { feed, validate, retention }, state).then(
        () => null,
        (error: unknown) => error,
      );
      const isUnknown = failure instanceof ExchangeError && failure.code === 'unknown-pair';
      if (isUnknown) await unlist([state]);
      outcomes.set(state, isUnknown ? null : failure);
    }
    return outcomes;
  }

  /** The exchange does not know these pairs (any more): nobody polls them until the listing says otherwise. */
  async function unlist(unknown: readonly PairState[]): Promise<void> {
    const strangers = unknown.filter((state) => !state.isRemoved);
    const asOf = Math.round(clock.now());
    const fresh = strangers.filter(({ code }) => market.state().listings.get(code)?.status !== UNLISTED);
    for (const { code } of fresh)
      log.warn(`${code}: the exchange does not list this pair: it is not polled until it does`);
    await writeListings(store, row.market, new Map(strangers.map(({ code }) => [code, { status: UNLISTED, asOf }])));
  }

  async function renew(): Promise<void> {
    const isHeld = await lease.hold().catch(() => null);
    // Redis is away, which its connection says: the lease runs out by itself.
    if (isHeld === null) return;
    if (isHeld && !wasHeld) {
      log.debug(`${collector.name}: writing from now on`);
      await pairs.findLeft();
      pairs.lookAgain();
    } else if (!isHeld && wasHeld) {
      log.warn(`${collector.name}: the lease is lost: standing by`, { holder: lease.holder() || 'nobody' });
    }
    wasHeld = isHeld;
  }

  function track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => burst.failed('worker', error instanceof Error ? error.message : String(error)))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  return {
    collector,
    configure,
    tick,
    tryLease() {
      if (!isClosing && lease.fence() === 0) track(renew());
    },
    report(status) {
      if (lease.fence() === 0) return null;
      return {
        name: collector.name,
        pid: process.pid,
        startedAt,
        at: Date.now(),
        state: !enabled ? 'disabled' : clock.isMeasured() ? 'active' : 'waiting',
        period,
        plannedWeight,
        counters: { ...counters },
        config: { hash: status.hash, ok: status.ok, faults: status.faults, restartNeeded: status.restartNeeded },
        pairs: Object.fromEntries(
          pairs.current().map(({ code, failures, lastError }) => [code, { failures, lastError }]),
        ),
      };
    },
    forgetCursors: pairs.lookAgain,
    count,
    async close() {
      isClosing = true;
      await Promise.all(running);
      await lease.release().catch(() => undefined);
    },
  };
}
