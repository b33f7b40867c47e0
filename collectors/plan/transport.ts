import { transportOf } from '../../config/marketConfig.ts';
import type { WorkerReport } from '../../store/health.ts';
import type { SharedTransport } from '../../store/transport.ts';
import type { Entry } from './entry.ts';
import type { Plan } from './plan.ts';
import type { Planned } from './planned.ts';
import { isSpeaking } from './polledPairs.ts';

/** Polling must have fitted for so long, without a break, before feeds on `auto` come back from streams, ms. */
export const BACK_AFTER_MS = 30 * 60_000;

/** Which collectors may come by streams, by name. */
export interface Streamable {
  /** Always. */
  readonly always: ReadonlySet<string>;
  /** These too, or these and those that come so as soon as polling does not fit. */
  readonly all: ReadonlySet<string>;
}

export function streamableOf({ config }: Planned, entries: readonly Entry[]): Streamable {
  const namesOf = (transports: readonly string[]) =>
    new Set(
      entries.flatMap(({ collector }) => (transports.includes(transportOf(config, collector)) ? [collector.name] : [])),
    );
  return { always: namesOf(['stream']), all: namesOf(['stream', 'auto']) };
}

/**
 * Entries with those of these names served by streams.
 *
 * @param rest how REST would serve all of them: what it does for these while their streams are down
 */
export function byStreams(entries: readonly Entry[], names: ReadonlySet<string>, rest: readonly Entry[]): Entry[] {
  const restOf = new Map(rest.map(({ collector, served, period }) => [collector.name, { served, period }]));
  return entries.map((entry) => {
    const { served = 'poll', period = entry.period } = restOf.get(entry.collector.name) ?? {};
    if (!names.has(entry.collector.name) || served === 'stream') return entry;
    return { ...entry, served: 'stream', period: 1, polledPairs: 0, polledRound: 0, rest: { served, period } };
  });
}

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
