import type { BurstLog } from '../../../../gateway/burstLog.ts';
import type { LastMismatch } from '../../../../store/reports/health.ts';
import type { WorkerContext } from '../../../context/workerContext.ts';
import type { PairState } from '../../../state/pairState.ts';

/** What the audit of a worker has found. */
export interface Audits {
  /** What streams have told of a pair was wrong, and is mended. @param why what each of the two says */
  mismatch(pair: PairState, why: string): void;
  /** It could not look. */
  failed(error: unknown): void;
  /** It could. */
  well(): void;
  /** The newest mismatch; null: none since the worker has started. */
  last(): LastMismatch | null;
}

/** A burst of mismatches is over when none has come for so long, ms. */
const OVER_AFTER_MS = 600_000;

export function createAudits({ clock, count }: Pick<WorkerContext, 'clock' | 'count'>, burst: BurstLog): Audits {
  let last: LastMismatch | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    mismatch({ code, key }, why) {
      count('mismatched');
      last = { code, why, at: Math.round(clock.now()) };
      lastAt = clock.monotonic();
      burst.failed('mismatch', `what its stream has told of ${key} is not what REST tells, and is made anew: ${why}`);
    },
    failed: (error) => burst.failure(error),
    well() {
      if (clock.monotonic() - lastAt >= OVER_AFTER_MS) burst.recovered();
    },
    last: () => last,
  };
}
