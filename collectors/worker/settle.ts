import { isRejected, RETRY, retryMs } from '../../gateway/backoff.ts';
import type { BurstLog } from '../../gateway/burstLog.ts';
import { NotSent } from '../../gateway/gate.ts';
import { InvalidPayload } from '../../model/invalidPayload.ts';
import { StartError } from '../../runtime/errors.ts';
import { describeFailure } from '../../store/reports/defects.ts';
import { WriteRefused } from '../../store/values/write.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import { causeOf } from '../gaps/gapCause.ts';
import type { PairState } from '../state/pairState.ts';
import { lookAgain } from '../state/seriesState.ts';

/** So many refusals in a row are no late reply: something is wrong. */
const REFUSALS_TO_REPORT = 10;

const NEXT_SECOND_MS = 1_000;

export interface SettleOptions extends Pick<WorkerContext, 'count' | 'clock'> {
  readonly burst: BurstLog;
  /** What has failed is not tried again sooner, ms. */
  readonly leastRetryMs: number;
  /** Of `WorkerSettings`. */
  readonly laterRetryMs: number;
  readonly onFatal: (error: StartError) => void;
}

/**
 * Notes how a turn of a pair has ended (`failure` null: well) and when it is tried again. What has failed leads to one of these:
 *
 * - *fatal*      the process cannot go on: it is told.
 * - *not sent*   no weight was left, or the egress is paused: a second later. It is no failure of the pair.
 * - *refused*    the store knows better: what is stored is looked at anew, a second later. Only when it goes on is it told.
 * - *failed*     later each time, and told. A request that the exchange has rejected as wrong is held for long.
 */
export function settle(state: PairState, failure: unknown, options: SettleOptions): void {
  const { burst, clock, count } = options;
  const { health, turn } = state;
  const retryIn = (ms: number) => {
    turn.dueAt = Math.min(turn.dueAt, clock.monotonic() + ms);
  };
  if (failure === null) {
    health.failures = 0;
    health.refusals = 0;
    health.lastError = null;
    health.trouble = null;
    return;
  }
  health.trouble ??= causeOf(failure);
  if (failure instanceof StartError) {
    options.onFatal(failure);
  } else if (failure instanceof NotSent) {
    count('throttled');
    health.lastError = failure.message;
    retryIn(NEXT_SECOND_MS);
  } else if (failure instanceof WriteRefused) {
    count('refused');
    state.series = lookAgain(state.series);
    health.lastError = failure.message;
    if (++health.refusals === REFUSALS_TO_REPORT) burst.failed('refused', failure.message);
    retryIn(NEXT_SECOND_MS);
  } else {
    health.failures++;
    // Of an answer that cannot be used nothing was stored: what is known of the series still holds.
    if (!(failure instanceof InvalidPayload)) state.series = lookAgain(state.series);
    health.lastError = describeFailure(failure);
    burst.failure(failure, { pair: state.code });
    if (isRejected(failure)) turn.heldUntil = clock.monotonic() + RETRY.rejectedMs;
    else retryIn(Math.max(retryMs(failure, health.failures), options.leastRetryMs, laterMs(health.failures, options)));
  }
}

/** At a start, when all is asked for at once, answers may be late: what has failed is tried again soon, and ever later. */
const FIRST_RETRY_MS = 5_000;

const laterMs = (failures: number, { laterRetryMs }: Pick<SettleOptions, 'laterRetryMs'>): number =>
  Math.min(laterRetryMs, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
