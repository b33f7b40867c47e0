import type { SharedState } from '../../gateway/sharedState.ts';
import { isSamePlan, type Plan, plan as planOf } from './plan.ts';
import type { Planned } from './planned.ts';
import { polledPairs } from './polledPairs.ts';

/** A session's plan, made anew when what it is made of changes. The same state gives every process the same plan. */
export interface Planner {
  current(): Plan;
  /** CONFIG.json was edited. */
  remake(): void;
  /** Looks at what all processes share. Returns whether another plan has come of it. */
  follow(): boolean;
}

/** @param planned what is planned now; `wall` the clock of the reports, ms */
export function createPlanner(shared: SharedState, planned: () => Planned, wall: () => number): Planner {
  /** What the plan is made of beside CONFIG.json. */
  function given() {
    const { limits, foreign, reports, transport } = shared.state();
    return { limits, foreign, polled: polledPairs(reports, wall()), transport };
  }
  function make(): Plan {
    const { limits, foreign, polled, transport } = given();
    return planOf(planned(), limits, foreign, polled, transport);
  }
  function describeGiven(): string {
    const { limits, foreign, polled, transport } = given();
    // Since when polling fits is the keeper's affair.
    return JSON.stringify([limits, foreign, transport?.isHeld, transport?.blocked, ...polled]);
  }
  let plan = make();
  let followed = describeGiven();

  return {
    current: () => plan,
    remake() {
      followed = describeGiven();
      plan = make();
    },
    follow() {
      const now = describeGiven();
      if (now === followed) return false;
      followed = now;
      const before = plan;
      plan = make();
      return !isSamePlan(plan, before);
    },
  };
}
