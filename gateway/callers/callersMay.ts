import { rateLimitOf } from '../../model/limits.ts';
import type { Bookkeeping, WorkerReport } from '../../store/reports/health.ts';
import { type AllNeeds, ANY_CALLER, allowanceOf, type CallersShare } from '../allowance.ts';

/** What says whether somebody collects a market, and what he needs. */
type Collected = Pick<Bookkeeping, 'needs' | 'foreign' | 'reports'>;

/** Those that may collect a market, by name. */
type Workers = readonly { readonly name: string }[];

/** What the plan of whoever collects the market needs, as they say; nothing where nobody does. @param now wall-clock ms */
export function plannedNeeds(workers: Workers, { needs, foreign, reports }: Collected, now = Date.now()): AllNeeds {
  if (needs === null) {
    // Collectors of an older version do not say it, and others have not yet where Redis has just lost it.
    const isCollected = workers.some(({ name }) => isFresh(reports.get(name), now));
    return { weightPerMinute: 0, foreign, ...(isCollected && { isUnknown: true }) };
  }
  const { weightPerMinute, live, pools } = needs;
  const named = Object.entries(pools).map(([name, weight]) => [name, { weightPerMinute: weight }] as const);
  return { weightPerMinute, live, foreign, pools: new Map(named) };
}

/** A worker reports each second. Long enough for one that is being replaced, ms. */
const REPORTED_MS = 30_000;

const isFresh = (report: WorkerReport | undefined, now: number): boolean =>
  report !== undefined && report.state !== 'disabled' && Math.abs(now - report.at) < REPORTED_MS;

/**
 * Weight that callers may have of the present window of a market's own limit, in all.
 *
 * @param share `budget.share`
 * @param now exchange-clock ms
 */
export function callersMay(
  workers: Workers,
  state: Collected & Pick<Bookkeeping, 'limits'>,
  share: number,
  callers: CallersShare,
  now: number,
): number {
  const options = { limit: rateLimitOf(state.limits), share, callers, needs: () => plannedNeeds(workers, state) };
  return Math.floor(allowanceOf(options, ANY_CALLER, now).callers);
}
