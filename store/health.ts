import type { Account } from './budget.ts';
import type { Store } from './connect.ts';
import { healthKey } from './keys.ts';
import { type MarketState, readMarketState, UNKNOWN_MARKET } from './marketState.ts';
import { isReplyError } from './redisError.ts';

/** What a worker says of one pair. */
export interface PairReport {
  /** Failed polls in a row. */
  readonly failures: number;
  readonly lastError: string | null;
  /** Exchange-clock ms of the last poll that found that the exchange has nothing of the pair yet; null: it has something, or nobody knows. */
  readonly waitingAt: number | null;
  /** Its candles cannot be summed up now: the exchange is asked each period, though the worker rolls up. */
  readonly isPolled?: true;
}

/** How a collector gets its rows: `poll` asks the exchange each period, `rollup` sums shorter candles up and has the sum confirmed. */
export type Served = 'poll' | 'rollup';

/** Rung of the plan's ladder: see collectors/plan.ts. */
export type Rung = 1 | 2 | 4;

/** A worker's report, written with each tick. Counters count since the process started. */
export interface WorkerReport {
  readonly name: string;
  readonly pid: number;
  readonly startedAt: number;
  /** Wall-clock ms of this report. */
  readonly at: number;
  /** `active` polls and writes; `waiting` has no exchange clock yet; `disabled` by CONFIG.json. A standby does not report. */
  readonly state: 'active' | 'waiting' | 'disabled';
  /** Seconds between two polls, or two rolled-up rows, as the plan gives it. */
  readonly period: number;
  readonly served: Served;
  /** Rung of the plan this worker follows. */
  readonly rung: Rung;
  /** Weight per minute that the plan gives this worker. */
  readonly plannedWeight: number;
  readonly counters: Readonly<Record<WorkerCounter, number>>;
  readonly config: {
    readonly hash: string;
    readonly ok: boolean;
    readonly faults: readonly string[];
    readonly restartNeeded: readonly string[];
  };
  readonly pairs: Readonly<Record<string, PairReport>>;
  /** The newest defect that its process has met within the last minute. */
  readonly defect?: string | null;
}

/** Counters of a worker, with what /metrics says of them. */
export const workerCounters = {
  ticks: 'Polls that fell due',
  late: 'Polls left out because the last one of the pair was still under way',
  requests: 'Requests sent to the exchange',
  weight: 'Request weight spent',
  throttled: 'Polls left out for want of weight or during a pause',
  failures: 'Requests that failed',
  internal: 'Failures by a defect of ours',
  invalid: 'Payloads, and single rows of payloads, that were not what the exchange documents and were left out',
  refused: 'Writes the store refused as late, fenced or out of order',
  rows: 'Rows written',
  restated: 'Final candles restated by the exchange',
  compared: 'Closed rolled-up candles compared with the exchange',
  differences: 'Closed rolled-up candles that differed from the exchange, whose row was then stored',
  regressed: 'Rows refused because the stored one knew more',
} as const;

export type WorkerCounter = keyof typeof workerCounters;

export async function writeReports(store: Store, reports: readonly WorkerReport[]): Promise<void> {
  if (reports.length === 0) return;
  await store.redis.hset(healthKey, ...reports.flatMap((report) => [report.name, JSON.stringify(report)]));
}

/** Everything under `collector:` that a reader of one market needs, read together. */
export interface Bookkeeping extends MarketState {
  readonly reports: ReadonlyMap<string, WorkerReport>;
}

export const EMPTY_BOOKKEEPING: Bookkeeping = { ...UNKNOWN_MARKET, reports: new Map() };

/** One pipeline; a report that cannot be read is left out. `now`: exchange-clock ms. @throws ioredis errors when Redis is away. */
export async function readBookkeeping(store: Store, account: Account, now: number): Promise<Bookkeeping> {
  const [reports, state] = await Promise.all([store.redis.hgetall(healthKey), readMarketState(store, account, now)]);
  return {
    ...state,
    reports: new Map(
      Object.values(reports).flatMap((json) => parseReport(json).map((report) => [report.name, report])),
    ),
  };
}

/** The report, or none where the text is no report: one that is damaged must not hide the others. */
function parseReport(json: string): WorkerReport[] {
  try {
    const report = JSON.parse(json) as WorkerReport | null;
    return typeof report?.name === 'string' ? [report] : [];
  } catch {
    return [];
  }
}

/** Redis' own memory figures in bytes. */
export interface RedisMemory {
  readonly used: number;
  /** 0: no limit. */
  readonly max: number;
  readonly policy: string;
}

/** Null where INFO is hidden: forbidden by an ACL, renamed, or left out by a hosted Redis. @throws ioredis errors when Redis is away. */
export async function readRedisMemory(store: Store): Promise<RedisMemory | null> {
  const info = await store.redis.info('memory').catch((error: unknown) => {
    if (isReplyError(error)) return '';
    throw error;
  });
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const used = field('used_memory');
  return used === undefined
    ? null
    : { used: Number(used), max: Number(field('maxmemory') ?? 0), policy: field('maxmemory_policy') ?? 'noeviction' };
}
