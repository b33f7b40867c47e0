import { configuredPeriod, isEnabledIn, type MarketConfig, retentionOf } from '../../config/marketConfig.ts';
import type { ConfigStatus } from '../../config/watch.ts';
import type { Connector } from '../../exchanges/connector.ts';
import { ExchangeError } from '../../exchanges/errors.ts';
import { createBurstLog } from '../../gateway/burstLog.ts';
import { createHalving } from '../../gateway/halving.ts';
import type { SharedState } from '../../gateway/sharedState.ts';
import type { Collector, Interval } from '../../markets/markets.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import type { Feed, MarketFacts, SeriesFeed } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { createValidator } from '../../model/validate.ts';
import type { StartError } from '../../runtime/errors.ts';
import { describeHolder, monotonicMs } from '../../runtime/machine.ts';
import { type Rung, type Served, type WorkerCounter, type WorkerReport, workerCounters } from '../../store/health.ts';
import { collectorKey } from '../../store/keys.ts';
import type { Lease } from '../../store/lease.ts';
import { removeListing, UNLISTED } from '../../store/listing.ts';
import { staleAfterMs } from '../../store/meta.ts';
import { isRedisError, nullIfRedisError } from '../../store/redisError.ts';
import type { PollContext } from '../context/pollContext.ts';
import { causeOf } from '../gaps/gapCause.ts';
import { createGapLedger } from '../gaps/gapLedger.ts';
import { createCatchUp } from '../history/catchUpAside.ts';
import { unlist } from '../keeper/unlist.ts';
import type { Plan } from '../plan/plan.ts';
import { type Outcomes, pollLatest } from '../sources/polled/pollLatest.ts';
import { pollSeries } from '../sources/polled/pollSeries.ts';
import { planRollUp, type RollUp } from '../sources/rolledUp/planRollUp.ts';
import { rollUpOrPoll } from '../sources/rolledUp/rollUp.ts';
import { newSeriesState, type PairState } from '../state/pairState.ts';
import { type Group, groupsOf, lookPeriod } from './groups.ts';
import { createPairStates } from './pairStates.ts';
import { settle } from './settle.ts';

/** A tick comes a few milliseconds early or late: what is due within this time is due now. */
const SLACK_MS = 300;

/** Rows are bad no more when none has been for so long. */
const BAD_ROWS_OVER_MS = 60_000;

/** exchangeInfo is heavy: a failed one is not asked again sooner. */
const LISTINGS_RETRY_MS = 3_000;

export interface WorkerOptions extends Omit<PollContext, 'count' | 'fence'> {
  readonly collector: Collector;
  readonly lease: Lease;
  readonly connector: Connector;
  readonly shared: SharedState;
  readonly onFacts: (facts: MarketFacts, asOf: number) => Promise<void>;
  /** The process cannot go on, e.g. the exchange is not the one whose data is stored. */
  readonly onFatal: (error: StartError) => void;
}

/** THE loop: one feed (one interval, for klines) of all pairs. */
export interface Worker {
  readonly collector: Collector;
  configure(config: MarketConfig, plan: Plan): void;
  /** One second has passed. Returns at once. */
  tick(): void;
  /** Takes the lease if it is free; a standby calls it more often than it ticks. */
  tryLease(): void;
  /** Null while another process holds the lease: its report stands. */
  report(config: ConfigStatus): WorkerReport | null;
  /** Redis was away and is back. What is stored may have changed behind our back: looks again, and polls at once. */
  goOn(): void;
  readonly count: PollContext['count'];
  /** Waits for running polls, then gives the lease back. */
  close(): Promise<void>;
}

/** Which rows a feed stores: another kind does not mix with them. */
const kindOf = (feed: Feed | undefined) => (feed?.shape === 'series' ? feed.kind : undefined);

export function createWorker(options: WorkerOptions): Worker {
  const { collector, lease, shared, connector, clock, store, log } = options;
  const { feed: name, interval, market, row } = collector;
  const layout = rowLayoutOf(row);
  const counters = Object.fromEntries(Object.keys(workerCounters).map((key) => [key, 0])) as Record<
    WorkerCounter,
    number
  >;
  const count = (counter: WorkerCounter, by = 1) => {
    counters[counter] += by;
  };
  const context: PollContext = { ...options, fence: lease.fence, count };
  const burst = createBurstLog(context, collector.name);
  const ledger = createGapLedger(store, collector.name, lease.fence);
  const pairs = createPairStates({
    store,
    log,
    worker: collector.name,
    keyOf: (code) => collectorKey(collector, code),
    symbolOf: connector.symbolOf,
    fence: lease.fence,
    onGone: async (code) => {
      // Its entries are gone with its data.
      ledger.forget();
      if (readsListings()) await removeListing(store, market, code);
    },
  });
  const catchUp = createCatchUp(context, collector.name, pairs.current, (pair) => unlistStates([pair]));
  const halving = createHalving<PairState>();
  const running = new Set<Promise<void>>();
  const startedAt = Date.now();

  let feed: Feed;
  let validate: (row: unknown, what: string) => unknown;
  let enabled = false;
  let config: MarketConfig | undefined;
  let period = row.everySeconds;
  let served: Served = 'poll';
  let rung: Rung = 1;
  let plannedWeight = 0;
  let retention = 0;
  let rollUp: RollUp | null = null;
  let isClosing = false;
  let wasHeld = false;
  /** Redis is back, and the lease has run out meanwhile: it is polled as soon as that is held again, not only with the next second. */
  let isBack = false;
  let isStandingBy = false;

  function feedOf(next: MarketConfig, of: Interval | undefined): Feed {
    const made = connector.feeds[name]?.({ ...next.feeds[name] }, of);
    if (made === undefined) throw new TypeError(`${market} has no feed ${name}`);
    return made;
  }

  function configure(next: MarketConfig, plan: Plan): void {
    const before = feed;
    feed = feedOf(next, interval);
    if (before === undefined || JSON.stringify(before.rowSchema) !== JSON.stringify(feed.rowSchema)) {
      validate = createValidator(feed.rowSchema);
    }
    const wasEnabled = enabled;
    enabled = isEnabledIn(next, collector);
    const planned = plan.collectors.get(collector.name);
    served = planned?.served ?? 'poll';
    rung = plan.rung;
    period = planned?.period ?? configuredPeriod(next, collector);
    plannedWeight = planned?.weightPerMinute ?? 0;
    rollUp =
      planned?.served === 'rollup' && interval !== undefined
        ? planRollUp(next, collector, interval, planned, (of) => feedOf(next, of))
        : null;
    pairs.follow(next.pairs);
    // With another retention or source the stored series has to be looked at again.
    const storesOtherwise = retentionOf(next, collector) !== retention || kindOf(feed) !== kindOf(before);
    retention = retentionOf(next, collector);
    for (const state of pairs.current()) {
      if (storesOtherwise) state.series = newSeriesState();
      // exchangeInfo is read anew at every reload, not at another plan.
      if (readsListings() && next !== config) state.dueAt = 0;
    }
    // What a disabled feed had stored may have been removed by hand.
    if (enabled && !wasEnabled) lookAgain();
    config = next;
  }

  function tick(): void {
    if (isClosing) return;
    if (lease.fence() === 0) return;
    track(renew());
    for (const removal of pairs.removeLeft()) track(removal);
    if (!clock.isMeasured() || (!enabled && !readsListings())) return;

    const now = monotonicMs();
    const ready: PairState[] = [];
    for (const state of pairs.current()) {
      state.notTradedSince = isTraded(state) ? null : (state.notTradedSince ?? now);
      if (!mayPoll(state) && listingOf(state) !== undefined) state.trouble ??= 'not-trading';
    }
    const polled = pairs.current().filter(mayPoll);
    const isDue = (state: PairState) => {
      // What was learnt meanwhile (halted, a shorter period) counts from now on.
      state.dueAt = Math.min(state.dueAt, now + periodOf(state) * 1000);
      return now >= Math.max(state.dueAt - SLACK_MS, state.heldUntil);
    };
    const due = polled.filter(isDue);
    // One call serves a whole chunk: who is not due yet comes along, so that all stay in step. Looks at single pairs do not count.
    const isHeld = (state: PairState) => now < state.heldUntil;
    for (const state of row.ask === 'pairs' && due.some(isTraded) ? polled.filter((each) => !isHeld(each)) : due) {
      count('ticks');
      state.dueAt = now + periodOf(state) * 1000;
      if (state.isBusy) count('late');
      else ready.push(state);
    }
    for (const group of groupsOf(ready, row.chunk ?? 1, listingOf)) track(poll(group));
  }

  /** The worker that reads listings looks at every pair: the others trust what it finds. */
  const readsListings = () => feed.shape === 'latest' && feed.facts !== undefined;
  const listingOf = ({ code }: PairState) => shared.state().listings.get(code);
  const isTraded = (state: PairState) => listingOf(state)?.isTraded === true;
  const isUnlisted = (state: PairState) => listingOf(state)?.status === UNLISTED;
  const mayPoll = (state: PairState) => readsListings() || isTraded(state);
  function periodOf(state: PairState): number {
    if (isTraded(state)) return period;
    const now = monotonicMs();
    return Math.min(period, lookPeriod(listingOf(state), now - (state.notTradedSince ?? now)));
  }

  async function poll(group: Group): Promise<void> {
    const { states } = group;
    for (const state of states) state.isBusy = true;
    let outcomes: Outcomes;
    try {
      await pairs.remember(states);
      outcomes = await pollGroup(group);
    } catch (error) {
      outcomes = new Map(states.map((state) => [state, error]));
    }
    for (const state of states) state.isBusy = false;
    for (const state of states) {
      settle(state, outcomes.get(state) ?? null, {
        ...context,
        burst,
        leastRetryMs: readsListings() ? LISTINGS_RETRY_MS : 0,
        onFatal: options.onFatal,
      });
    }
    // Who is not polled can neither fail nor recover.
    const isSpoilt = (state: PairState) => monotonicMs() - state.badRowAt < BAD_ROWS_OVER_MS && state.badRowAt > 0;
    const isWell = (state: PairState) =>
      (state.failures === 0 && state.refusals === 0 && !isSpoilt(state)) || !mayPoll(state);
    if (pairs.current().every(isWell)) burst.recovered();
  }

  async function pollGroup({ states, priority }: Group): Promise<Outcomes> {
    if (feed.shape === 'latest') {
      const { onFacts } = options;
      const polling = { feed, validate, priority, stores: enabled, halving, isUnlisted, onFacts, onBadRows };
      const { outcomes, unknown } = await pollLatest(context, polling, states);
      await unlistStates(unknown);
      return outcomes;
    }
    const outcomes: Outcomes = new Map();
    for (const state of states) {
      const failure = await pollOne(feed, state).then(
        () => null,
        (error: unknown) => error,
      );
      const isUnknown = failure instanceof ExchangeError && failure.code === 'unknown-pair';
      if (isUnknown) await unlistStates([state]);
      outcomes.set(state, isUnknown ? null : failure);
    }
    return outcomes;
  }

  /** What was left out of replies, of a pair where it is known. */
  function onBadRows(pair: PairState | null, bad: readonly { readonly fault: string }[]): void {
    count('invalid', bad.length);
    for (const state of pair === null ? pairs.current() : [pair]) state.badRowAt = monotonicMs();
    burst.failed('invalid-row', `left out: ${bad[0]?.fault}`, pair === null ? {} : { pair: pair.code });
  }

  async function pollOne(series: SeriesFeed, pair: PairState): Promise<void> {
    const polling = { feed: series, layout, validate, onBadRows, retention, silenceMs: staleAfterMs(period), ledger };
    const polled = { pair, series: pair.series };
    try {
      if (rollUp === null) await pollSeries(context, polling, polled);
      else await rollUpOrPoll(context, polling, rollUp, polled);
    } catch (error) {
      // A newest row that cannot be read does not hold up the older ones.
      if (error instanceof InvalidPayload && !isClosing) track(catchUp(polling, polled));
      throw error;
    }
    if (!isClosing) track(catchUp(polling, polled));
  }

  const unlistStates = (unknown: readonly PairState[]) =>
    unlist(
      { ...options, market },
      unknown.filter((state) => !state.isRemoved).map(({ code }) => code),
    );

  async function renew(): Promise<void> {
    let isHeld: boolean;
    try {
      isHeld = await lease.hold();
    } catch (error) {
      // It runs out by itself.
      for (const state of pairs.current()) state.trouble ??= causeOf(error);
      if (!isRedisError(error)) burst.failure(error);
      return;
    }
    if (isHeld && !wasHeld) {
      if (isStandingBy) log.info(`${collector.name}: takes over: it writes from now on`);
      isStandingBy = false;
      lookAgain();
      for (const state of pairs.current()) state.trouble = null;
      await pairs.findLeft();
      if (isBack) tick();
      isBack = false;
    } else if (!isHeld && !isStandingBy) {
      const holder = describeHolder(lease.holder());
      if (wasHeld) log.warn(`${collector.name}: the lease is lost: standing by`, { holder });
      else log.info(`${collector.name}: standing by: ${holder} writes`);
      isStandingBy = true;
    }
    wasHeld = isHeld;
  }

  function tryLease(): void {
    if (!isClosing && lease.fence() === 0) track(renew());
  }

  function lookAgain(): void {
    pairs.lookAgain();
    ledger.forget();
    // A Redis that lost everything has no listings, without which nobody polls.
    if (readsListings()) for (const state of pairs.current()) state.dueAt = 0;
  }

  function track(work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => burst.failure(error)).finally(() => running.delete(tracked));
    running.add(tracked);
  }

  return {
    collector,
    configure,
    tick,
    tryLease,
    report(status) {
      if (lease.fence() === 0) return null;
      return {
        name: collector.name,
        pid: process.pid,
        startedAt,
        at: Date.now(),
        state: !enabled ? 'disabled' : clock.isMeasured() ? 'active' : 'waiting',
        period,
        served,
        rung,
        plannedWeight,
        counters: { ...counters },
        config: { hash: status.hash, ok: status.ok, faults: status.faults, restartNeeded: status.restartNeeded },
        defect: options.defects.newest(),
        pairs: Object.fromEntries(
          pairs.current().map((state) => {
            const { code, failures, lastError, waitingAt, rolled } = state;
            const isPolled = rollUp !== null && rolled.isPolled && isTraded(state);
            return [code, { failures, lastError, waitingAt, ...(isPolled && { isPolled }) }];
          }),
        ),
        exchange: options.gate.reach(),
      };
    },
    goOn() {
      lookAgain();
      for (const state of pairs.current()) state.dueAt = 0;
      isBack = lease.fence() === 0;
      if (isBack) tryLease();
      else tick();
    },
    count,
    async close() {
      isClosing = true;
      while (running.size > 0) await Promise.all(running);
      await lease.release().catch(nullIfRedisError);
    },
  };
}
