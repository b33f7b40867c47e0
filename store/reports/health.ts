import type { Market } from '../../markets/markets.js';
import type { Account } from '../budget/account.ts';
import { type ExchangeRow, type MarketState, readMarketState, unknownMarket } from '../market/marketState.ts';
import type { Store } from '../redis/connect.ts';
import { healthKey } from '../redis/keys.ts';
import { isReplyError } from '../redis/redisError.ts';
import {
  integer,
  mapOf,
  numberFrom,
  oneOf,
  readOr,
  record,
  storedJson,
  text,
  texts,
  time,
  wholeOf,
  writeOver,
} from '../redis/stored.ts';

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

/** What a worker's process has seen of the exchange, wall-clock ms. */
export interface ExchangeReach {
  /** When it answered last; absent: never since the process started. */
  readonly answeredAt?: number;
  /** Why the newest request got no answer of it, and since when none did; absent: it did. */
  readonly trouble?: { readonly error: string; readonly since: number };
}

/**
 * How a collector gets its rows: `poll` asks the exchange each period, `rollup` sums shorter candles up and has the sum confirmed, `stream`
 * takes what the exchange sends by itself.
 */
export type Served = 'poll' | 'rollup' | 'stream';

/** Level of the plan: see collectors/plan/plan.ts. */
export type PlanLevel = 1 | 2 | 3 | 4;

/** What streams had told of a pair and REST did not, twice in a row. */
export interface LastMismatch {
  readonly code: string;
  /** What each of the two says. */
  readonly why: string;
  /** Exchange-clock ms. */
  readonly at: number;
}

/** Rows from before the first start that are still to be fetched, as far down as retention reaches. Gaps do not count. */
export interface HistoryLeft {
  /** Pairs of which some are. */
  readonly pairs: number;
  /** Rows of all of them at the most: the exchange may have fewer. Null where the series does not tell how many there are. */
  readonly rows: number | null;
}

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
  /** Level of the plan this worker follows; in what is stored it is called `rung`. */
  readonly rung: PlanLevel;
  /** Weight per minute that the plan gives this worker. */
  readonly plannedWeight: number;
  /** The limit that this weight is counted in; absent: the market's own. */
  readonly pool?: string;
  readonly counters: Readonly<Record<WorkerCounter, number>>;
  readonly config: {
    readonly hash: string;
    readonly ok: boolean;
    readonly faults: readonly string[];
    readonly restartNeeded: readonly string[];
  };
  /** By code, of pairs of which there is something to say: one that is absent is well. */
  readonly pairs: Readonly<Record<string, PairReport>>;
  /** Pairs that streams should serve and that REST serves, since a stream of theirs went down, by what took it. */
  readonly streamsDown?: readonly { readonly why: string; readonly codes: readonly string[] }[];
  /** The newest defect that its process has met within the last minute. */
  readonly defect?: string | null;
  /** Absent while its process has asked the exchange nothing. */
  readonly exchange?: ExchangeReach | undefined;
  /** What the audit of its streams found last; absent: nothing since it has started. */
  readonly lastMismatch?: LastMismatch;
  /** Absent: the exchange has no older values of this kind. */
  readonly history?: HistoryLeft;
  /** Of each kind of socket that its process needs for streams, by its route: whether none can be opened. Absent: it needs none. */
  readonly routesBlocked?: Readonly<Record<string, boolean>>;
}

/** Counters of a worker, with what /metrics says of them. */
export const workerCounters = {
  ticks: 'Polls that fell due',
  late: 'Polls left out because the last one of the pair was still under way',
  requests: 'Requests sent to the exchange',
  weight: 'Request weight spent',
  historyWeight: 'What of that weight was spent on older rows: history and gaps',
  auditWeight: 'What of that weight was spent on comparing what streams tell with REST',
  newsWeight: 'What of that weight was spent on news rounds, which tell quiet streams from dead ones',
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
  events: 'Events of streams that were taken',
  audited: 'Times that what streams have told of a pair was compared with REST',
  notComparable: 'Times that it could not be, as where the two are of different moments',
  mismatched: 'Times that the two differed twice in a row, and it was mended',
  lostSteps: 'Order books that were in step with their streams and no longer are',
} as const;

export type WorkerCounter = keyof typeof workerCounters;

export async function writeReports(store: Store, reports: readonly WorkerReport[]): Promise<void> {
  if (reports.length === 0) return;
  const fields = reports.flatMap((report) => [report.name, JSON.stringify(report)]);
  await writeOver(store, healthKey, () => store.redis.hset(healthKey, ...fields));
}

/** Everything under `collector:` that a reader of one market needs, read together. */
export interface Bookkeeping extends MarketState {
  readonly reports: ReadonlyMap<string, WorkerReport>;
}

export const emptyBookkeeping = (market: Market, table?: ExchangeRow): Bookkeeping => ({
  ...unknownMarket(market, table),
  reports: new Map(),
});

/** One pipeline. Parameters as of `readMarketState`. @throws ioredis errors when Redis is away. */
export async function readBookkeeping(
  store: Store,
  account: Account,
  now: number,
  known?: Pick<MarketState, 'limits'>,
  table?: ExchangeRow,
): Promise<Bookkeeping> {
  const [reports, state] = await Promise.all([readReports(store), readMarketState(store, account, now, known, table)]);
  return { ...state, reports };
}

/** What the workers said last, by name; a report that is damaged is left out. @throws ioredis errors when Redis is away. */
export async function readReports(store: Store): Promise<ReadonlyMap<string, WorkerReport>> {
  const stored = await readOr(store, healthKey, store.redis.hgetall(healthKey), {});
  return new Map(
    Object.entries(stored).flatMap(([name, json]) => {
      const report = parseReport(store, `${healthKey} ${name}`, json);
      return report?.name === name ? [[name, report] as const] : [];
    }),
  );
}

/** The report, or null where the text is none. */
const parseReport = storedJson<WorkerReport>(
  record(
    {
      name: text,
      pid: integer,
      startedAt: time,
      at: time,
      state: oneOf(['active', 'waiting', 'disabled']),
      period: numberFrom(0.001, 3600),
      served: oneOf(['poll', 'rollup', 'stream']),
      rung: oneOf([1, 2, 3, 4]),
      plannedWeight: numberFrom(0, 1_000_000),
      counters: mapOf(numberFrom(0, Number.MAX_SAFE_INTEGER)),
      config: record({ hash: text, ok: { type: 'boolean' }, faults: texts, restartNeeded: texts }),
      pairs: mapOf(
        record(
          {
            failures: integer,
            lastError: { ...text, nullable: true },
            waitingAt: { ...time, nullable: true },
            isPolled: { type: 'boolean' },
          },
          ['waitingAt', 'isPolled'],
        ),
      ),
      defect: { ...text, nullable: true },
      streamsDown: { type: 'array', items: record({ why: text, codes: texts }) },
      lastMismatch: record({ code: text, why: text, at: time }),
      routesBlocked: mapOf({ type: 'boolean' }),
      pool: text,
      history: record({ pairs: integer, rows: { ...integer, nullable: true } }),
    },
    ['defect', 'pool', 'streamsDown', 'lastMismatch', 'routesBlocked', 'history'],
  ),
);

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
  const [used, max] = [wholeOf(field('used_memory')), wholeOf(field('maxmemory') ?? '0')];
  return used === null || max === null ? null : { used, max, policy: field('maxmemory_policy') ?? 'noeviction' };
}
