import type { ConfigStatus } from '../../config/watch.ts';
import {
  type HistoryLeft,
  type LastMismatch,
  type WorkerCounter,
  type WorkerReport,
  workerCounters,
} from '../../store/reports/health.ts';
import type { PairState } from '../state/pairState.ts';
import type { WorkerSettings } from './workerSettings.ts';

/** A worker's counters, from its start on. */
export interface Counters {
  readonly count: (counter: WorkerCounter, by?: number) => void;
  /** As they are now. */
  all(): WorkerReport['counters'];
}

export function createCounters(): Counters {
  const counters = Object.fromEntries(Object.keys(workerCounters).map((key) => [key, 0])) as Record<
    WorkerCounter,
    number
  >;
  return {
    count(counter, by = 1) {
      counters[counter] += by;
    },
    all: () => ({ ...counters }),
  };
}

/** What a report is made of. */
export interface Reported
  extends Required<Pick<WorkerReport, 'name' | 'startedAt' | 'at' | 'counters' | 'defect' | 'exchange'>> {
  readonly lastMismatch: LastMismatch | null;
  readonly settings: WorkerSettings;
  readonly isClockMeasured: boolean;
  readonly config: ConfigStatus;
  readonly pairs: readonly PairState[];
  readonly isTraded: (state: PairState) => boolean;
}

/** What a worker says of itself now. */
export function reportOf({
  name,
  startedAt,
  at,
  counters,
  defect,
  exchange,
  lastMismatch,
  ...reported
}: Reported): WorkerReport {
  const { enabled, period, served, level, plannedWeight, pool, rollUp, isStreamed } = reported.settings;
  const history = historyLeft(reported);
  const { hash, ok, faults, restartNeeded } = reported.config;
  return {
    name,
    pid: process.pid,
    startedAt,
    at,
    state: !enabled ? 'disabled' : reported.isClockMeasured ? 'active' : 'waiting',
    period,
    served,
    rung: level,
    plannedWeight,
    ...(pool !== undefined && { pool }),
    counters,
    config: { hash, ok, faults, restartNeeded },
    defect,
    pairs: Object.fromEntries(
      reported.pairs.flatMap((state) => {
        const { failures, lastError } = state.health;
        const { waitingAt } = state.latest;
        const isPolled = rollUp !== null && state.rolled.asking.isPolled && reported.isTraded(state);
        const isWell = failures === 0 && lastError === null && waitingAt === null && !isPolled;
        return isWell ? [] : [[state.code, { failures, lastError, waitingAt, ...(isPolled && { isPolled }) }]];
      }),
    ),
    ...(isStreamed && { streamsDown: streamsDownOf(reported) }),
    ...(history !== null && { history }),
    exchange,
    ...(lastMismatch === null ? {} : { lastMismatch }),
  };
}

/** One cause has mostly taken the streams of many pairs, so each is said once. */
function streamsDownOf({
  pairs,
  isTraded,
}: Pick<Reported, 'pairs' | 'isTraded'>): NonNullable<WorkerReport['streamsDown']> {
  const codesByCause = new Map<string, string[]>();
  for (const state of pairs) {
    const { downBy } = state.streamed;
    if (downBy === null || !isTraded(state)) continue;
    const codes = codesByCause.get(downBy);
    if (codes === undefined) codesByCause.set(downBy, [state.code]);
    else codes.push(state.code);
  }
  return [...codesByCause].map(([why, codes]) => ({ why, codes }));
}

/** Null where there are no older rows to fetch. */
function historyLeft({ settings: { feed }, pairs }: Pick<Reported, 'settings' | 'pairs'>): HistoryLeft | null {
  if (feed.shape !== 'series' || feed.older === undefined) return null;
  const { scores } = feed;
  const left = pairs.flatMap(({ series: { fill } }) => fill ?? []);
  const rows = left.reduce((sum, { floor, before }) => sum + scores.count(floor, scores.previous(before)), 0);
  return { pairs: left.length, rows: scores.continuity === 'none' && left.length > 0 ? null : rows };
}
