import type { Market } from '../../../markets/markets.js';
import type { HistoryLeft, LastMismatch, WorkerReport } from '../../../store/reports/health.ts';
import type { ApiContext } from '../../context/context.ts';
import { marketMember } from '../../context/markets.ts';
import { isAlive } from '../read/currentReports.ts';

/** The workers that reported, and those that should have but never did, in the order of the tables. */
export function workersHealth(
  { config, markets }: ApiContext,
  reports: ReadonlyMap<string, WorkerReport>,
): WorkerState[] {
  return markets.collectors.flatMap((collector) => {
    const named = { ...marketMember(collector.market), name: collector.name };
    const report = reports.get(collector.name);
    if (report !== undefined) return [{ ...named, ...reported(report) }];
    return markets.isEnabled(config(), collector) ? [{ ...named, ...ABSENT }] : [];
  });
}

/** A worker as /health shows it; `faults`, which `config` shows, decide on the status. */
export interface WorkerState {
  readonly market?: Market;
  readonly name: string;
  readonly pid: number | null;
  readonly state: WorkerReport['state'] | 'absent';
  readonly at: number | null;
  readonly startedAt: number | null;
  readonly alive: boolean;
  readonly period: number | null;
  readonly served: WorkerReport['served'] | null;
  /** The limit that its weight is counted in, one of the market's `pools`; absent: the market's own. */
  readonly pool?: string;
  readonly counters: Readonly<Partial<WorkerReport['counters']>>;
  /** What the audit of its streams found last; absent: nothing. */
  readonly lastMismatch?: LastMismatch;
  /** Absent where there is none to fetch. */
  readonly history?: HistoryLeft;
  readonly faults: readonly string[];
}

const ABSENT: Omit<WorkerState, 'name'> = {
  pid: null,
  state: 'absent',
  at: null,
  startedAt: null,
  alive: false,
  period: null,
  served: null,
  counters: {},
  faults: [],
};

function reported(report: WorkerReport): WorkerState {
  const { name, pid, state, at, startedAt, period, served, pool, counters, config, lastMismatch, history } = report;
  const own = {
    ...(pool !== undefined && { pool }),
    ...(lastMismatch !== undefined && { lastMismatch }),
    ...(history !== undefined && { history }),
  };
  const alive = isAlive(report);
  return { name, pid, state, at, startedAt, alive, period, served, counters, ...own, faults: config.faults };
}
