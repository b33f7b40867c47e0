import type { SharedTransport } from '../../store/market/transport.ts';
import type { WorkerReport } from '../../store/reports/health.ts';
import type { Plan } from './plan.ts';
import { isSpeaking } from './polledPairs.ts';

/** Polling must have fitted for so long, without a break, before feeds on `auto` come back from streams, ms. */
export const BACK_AFTER_MS = 30 * 60_000;

/**
 * What the keeper decides for all processes, a pure function: feeds on `auto` stay on streams until polling has fitted for half an hour, and
 * a kind of socket is blocked where no process that needs it can open one.
 *
 * @param before what was decided last, null: nothing
 * @param now exchange-clock ms, `wall` the clock of the reports
 */
export function nextTransport(
  before: SharedTransport | null,
  { fits, collectors }: Pick<Plan, 'fits' | 'collectors'>,
  reports: ReadonlyMap<string, WorkerReport>,
  now: number,
  wall: number,
): SharedTransport {
  // Reports of other markets say nothing of this one's streams.
  const told = [...reports.values()].filter((report) => collectors.has(report.name) && isSpeaking(report, wall));
  const said = told.flatMap(({ routesBlocked = {} }) => Object.entries(routesBlocked));
  const works = new Set(said.flatMap(([route, isBlocked]) => (isBlocked ? [] : [route])));
  const blocked = [...new Set(said.map(([route]) => route))].filter((route) => !works.has(route)).toSorted();
  if (fits === false) return { isHeld: true, fitsSince: null, blocked };
  // Nothing is on `auto`, or nothing was on streams.
  if (fits === null || before?.isHeld !== true) return { isHeld: false, fitsSince: null, blocked };
  // A time that lies ahead is another clock's: it is counted anew.
  const fitsSince = before.fitsSince === null || before.fitsSince > now ? now : before.fitsSince;
  if (now - fitsSince >= BACK_AFTER_MS) return { isHeld: false, fitsSince: null, blocked };
  return { isHeld: true, fitsSince, blocked };
}
