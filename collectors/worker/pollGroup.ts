import { ExchangeError } from '../../exchanges/errors.ts';
import type { BurstLog } from '../../gateway/burstLog.ts';
import { createHalving } from '../../gateway/halving.ts';
import type { SeriesFeed } from '../../model/feed.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import type { StartError } from '../../runtime/errors.ts';
import { type Listing, UNLISTED } from '../../store/listing.ts';
import { staleAfterMs } from '../../store/meta.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import type { GapLedger } from '../gaps/gapLedger.ts';
import { createCatchUp } from '../history/catchUpAside.ts';
import { type Outcomes, pollLatest } from '../sources/polled/pollLatest.ts';
import { pollSeries } from '../sources/polled/pollSeries.ts';
import { rollUpOrPoll } from '../sources/rolledUp/rollUp.ts';
import type { SeriesSetup } from '../sources/seriesSetup.ts';
import type { PairState } from '../state/pairState.ts';
import type { Group } from './groups.ts';
import type { PairStates } from './pairStates.ts';
import type { Role } from './role.ts';
import { settle } from './settle.ts';
import type { Tasks } from './tasks.ts';
import type { WorkerSettings } from './workerSettings.ts';

/** Rows are bad no more when none has been for so long. */
const BAD_ROWS_OVER_MS = 60_000;

export interface GroupPollOptions {
  readonly context: WorkerContext;
  /** Name of the worker. */
  readonly worker: string;
  readonly role: Role;
  readonly pairs: PairStates;
  readonly tasks: Tasks;
  readonly burst: BurstLog;
  readonly ledger: GapLedger;
  readonly settings: () => WorkerSettings;
  readonly listingOf: (state: PairState) => Listing | undefined;
  /** Told of pairs that the exchange does not know. */
  readonly onUnknown: (states: readonly PairState[]) => Promise<void>;
  readonly onFatal: (error: StartError) => void;
}

/**
 * How a worker polls: a group's pairs are busy until what became of each is noted. What fails for one pair fails for that one only.
 *
 * @returns polls a group; rejects for a defect of ours only
 */
export function createGroupPoll(options: GroupPollOptions): (group: Group) => Promise<void> {
  const { context, role, pairs, tasks, burst, ledger, listingOf, onUnknown, onFatal } = options;
  const halving = createHalving<PairState>(context.clock.monotonic);
  const catchUp = createCatchUp(context, options.worker, pairs.current, (pair) => onUnknown([pair]));

  async function poll(group: Group): Promise<void> {
    const { states } = group;
    for (const state of states) state.isBusy = true;
    let outcomes: Outcomes;
    try {
      await pairs.remember(states);
      outcomes = await send(group, options.settings());
    } catch (error) {
      outcomes = new Map(states.map((state) => [state, error]));
    }
    for (const state of states) state.isBusy = false;
    for (const state of states) {
      const { leastRetryMs } = role;
      settle(state, outcomes.get(state) ?? null, { ...context, burst, leastRetryMs, onFatal });
    }
    if (pairs.current().every(isWell)) burst.recovered();
  }

  function isWell(state: PairState): boolean {
    const isSpoilt = context.clock.monotonic() - state.badRowAt < BAD_ROWS_OVER_MS && state.badRowAt > 0;
    if (state.failures === 0 && state.refusals === 0 && !isSpoilt) return true;
    // Who is not polled can neither fail nor recover.
    return !role.looksAtAll && listingOf(state)?.isTraded !== true;
  }

  async function send({ states, priority }: Group, settings: WorkerSettings): Promise<Outcomes> {
    const { feed, validate, enabled: stores } = settings;
    if (feed.shape === 'latest') {
      const isUnlisted = (state: PairState) => listingOf(state)?.status === UNLISTED;
      const { onFacts } = role;
      const setup = { feed, validate, priority, stores, halving, isUnlisted, onFacts, onBadRows };
      const { outcomes, unknown } = await pollLatest(context, setup, states);
      await onUnknown(unknown);
      return outcomes;
    }
    const outcomes: Outcomes = new Map();
    for (const state of states) {
      const failure = await pollOne(feed, state, settings).then(
        () => null,
        (error: unknown) => error,
      );
      const isUnknown = failure instanceof ExchangeError && failure.code === 'unknown-pair';
      if (isUnknown) await onUnknown([state]);
      outcomes.set(state, isUnknown ? null : failure);
    }
    return outcomes;
  }

  async function pollOne(feed: SeriesFeed, pair: PairState, settings: WorkerSettings): Promise<void> {
    const { layout, validate, retention, period, rollUp } = settings;
    const silenceMs = staleAfterMs(period);
    const setup: SeriesSetup = { feed, layout, validate, onBadRows, retention, silenceMs, ledger };
    const target = { pair, series: pair.series };
    const goBack = () => {
      if (!tasks.isClosing()) tasks.follow(catchUp(setup, target));
    };
    try {
      if (rollUp === null) await pollSeries(context, setup, target);
      else await rollUpOrPoll(context, setup, rollUp, target);
    } catch (error) {
      // A newest row that cannot be read does not hold up the older ones.
      if (error instanceof InvalidPayload) goBack();
      throw error;
    }
    goBack();
  }

  /** What was left out of replies, of a pair where it is known. */
  function onBadRows(pair: PairState | null, bad: readonly { readonly fault: string }[]): void {
    context.count('invalid', bad.length);
    for (const state of pair === null ? pairs.current() : [pair]) state.badRowAt = context.clock.monotonic();
    burst.failed('invalid-row', `left out: ${bad[0]?.fault}`, pair === null ? {} : { pair: pair.code });
  }

  return poll;
}
