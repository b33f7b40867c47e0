import { type CallersShare, keptForCallers, LEFT_TO_POLLS } from '../../gateway/allowance.ts';

/** Where CONFIG.json gives callers nothing. */
const NOTHING: CallersShare = { share: 0, reserve: 0 };

/** What callers may have; without a share nothing is set aside either. */
export const shareOf = (callers: CallersShare = NOTHING): CallersShare => (callers.share === 0 ? NOTHING : callers);

/** What of a plan says what it leaves to callers. */
interface Leaves {
  readonly callers: CallersShare;
  readonly budget: number;
  readonly live: number;
  readonly foreign: number;
}

/** Weight per minute that callers may have by the plan: their share of what live polls leave, and what is set aside for them. */
export function callersPerMinute({ callers, budget, live, foreign }: Leaves): number {
  const { share, reserve } = callers;
  const left = budget + reserve - live;
  const most = Math.max(left - (budget + reserve + foreign) * LEFT_TO_POLLS, reserve);
  return Math.min(Math.max(0, left) * share + reserve, most);
}

/** Weight per minute that history may have by the plan: what it leaves, but for what is kept for callers. @param left what is planned for nothing */
export function historyPerMinute(plan: Leaves, left: number): number {
  const { callers, budget, foreign } = plan;
  const most = callersPerMinute(plan);
  if (most <= 0) return left + callers.reserve;
  const kept = (budget + callers.reserve + foreign) * LEFT_TO_POLLS;
  return left + callers.reserve - Math.min(most + kept, callers.reserve + keptForCallers(callers.share, left, kept));
}
