import type { Log } from '../../runtime/log.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import { describePlan } from './describePlan.ts';
import { isSamePlan, type Plan } from './plan.ts';

/** While another program's spending goes up and down, the plan may change often: it is told at most so often, ms. */
const CHANGES_EVERY_MS = 60_000;

/** Logs the plan as a table. */
export interface PlanLog {
  /** At start and after an edit: at once. */
  show(plan: Plan): void;
  /** The limit or the foreign weight has made another plan of it: the first is told at once, of those in the next minute the last. */
  changed(plan: Plan): void;
  /** One second has passed. */
  tick(): void;
}

/** `monotonic` (ms) can be injected. */
export function createPlanLog(log: Pick<Log, 'info'>, monotonic = monotonicMs): PlanLog {
  let shown: Plan | null = null;
  let waiting: Plan | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;

  function show(plan: Plan): void {
    shown = plan;
    waiting = null;
    for (const line of describePlan(plan)) log.info(`plan: ${line}`);
  }

  function tick(): void {
    if (waiting === null || monotonic() < changedAt + CHANGES_EVERY_MS) return;
    if (shown !== null && isSamePlan(shown, waiting)) {
      waiting = null;
      return;
    }
    changedAt = monotonic();
    show(waiting);
  }

  return {
    show,
    changed(plan) {
      waiting = plan;
      tick();
    },
    tick,
  };
}
