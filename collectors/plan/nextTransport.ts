import type { WorkerReport } from '../../store/health.ts';
import type { SharedTransport } from '../../store/transport.ts';
import type { Plan } from './plan.ts';
import { isSpeaking } from './polledPairs.ts';

/** Polling must have fitted for so long, without a break, before feeds on `auto` come back from streams, ms. */
export const BACK_AFTER_MS = 30 * 60_000;

/**
 * What the keeper decides for all processes, a pure function: feeds on `auto` stay on streams until polling has fitted for half an hour, and
 * streams are blocked where no process that needs them can open a socket.
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
  const said = told.flatMap(({ streamsBlocked }) => streamsBlocked ?? []);
  const isBlocked = said.length > 0 && said.every((blocked) => blocked);
  if (fits === false) return { isHeld: true, fitsSince: null, isBlocked };
  // Nothing is on `auto`, or nothing was on streams.
  if (fits === null || before?.isHeld !== true) return { isHeld: false, fitsSince: null, isBlocked };
  // A time that lies ahead is another clock's: it is counted anew.
  const fitsSince = before.fitsSince === null || before.fitsSince > now ? now : before.fitsSince;
  if (now - fitsSince >= BACK_AFTER_MS) return { isHeld: false, fitsSince: null, isBlocked };
  return { isHeld: true, fitsSince, isBlocked };
}
