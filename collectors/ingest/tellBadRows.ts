import type { BurstLog } from '../../gateway/burstLog.ts';
import type { WorkerContext } from '../context/workerContext.ts';
import type { PairState } from '../state/pairState.ts';

/** Who hears of bad rows. */
export interface BadRowsTold extends Pick<WorkerContext, 'count' | 'clock'> {
  readonly burst: Pick<BurstLog, 'failed'>;
  /** The worker's pairs. */
  readonly pairs: () => readonly PairState[];
}

/** Tells of what was left out, and notes it of the pair; `pair` null: of no pair that was asked for, so that any may be concerned. */
export function tellBadRows(
  { count, clock, burst, pairs }: BadRowsTold,
  pair: PairState | null,
  faults: readonly string[],
): void {
  if (faults.length === 0) return;
  count('invalid', faults.length);
  for (const state of pair === null ? pairs() : [pair]) state.health.badRowAt = clock.monotonic();
  burst.failed('invalid-row', `left out: ${faults[0]}`, pair === null ? {} : { pair: pair.code });
}
