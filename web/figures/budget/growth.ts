import { type Counted, grown } from '../counters.ts';
import { emptyTimeline, lengthened, type Timeline } from '../timeline.ts';

/** What of an answer of /health is compared with the next one. */
export interface Reading {
  /** The API's clock, ms. */
  readonly at: number;
  readonly workers: readonly WorkerTold[];
  readonly callers: readonly CallersTold[];
  /** When the minute began that `used` of a market is of, ms. */
  readonly minutes: ReadonlyMap<string, number>;
}

/** What a worker says of itself: docs/http-api.md#health. */
export interface WorkerTold extends Counted {
  /** Absent: spot. */
  readonly market?: string;
  readonly name: string;
  readonly state: string;
  readonly served: string | null;
  /** The limit that its weight is counted in; absent: the market's own. */
  readonly pool?: string;
}

/** What callers may ask of a market's exchange through us: docs/http-api.md#health. */
export interface CallersTold {
  readonly market: string;
  readonly share: number;
  readonly reserve: number;
  readonly allowed: number;
  readonly used: number | null;
  readonly refused: number;
}

/** Counters that are followed. */
const followed = ['weight', 'historyWeight', 'auditWeight', 'newsWeight', 'audited', 'mismatched'] as const;
export type Followed = (typeof followed)[number];

/** What a worker did between two answers. */
export type WorkerGrowth = Readonly<Record<Followed, number>>;

/** What happened between two answers. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly workers: ReadonlyMap<string, WorkerGrowth>;
  /** Weight that callers spent, by market; null: not known. */
  readonly callers: ReadonlyMap<string, number | null>;
}

/** How counters grow while somebody looks. */
export interface Growth {
  readonly last: Reading | null;
  /** The newest, of a minute or little more. */
  readonly steps: readonly Step[];
  /** Weight that collectors and callers spent, by market. */
  readonly weights: ReadonlyMap<string, Timeline>;
  /** Audits, and mismatches that they found. */
  readonly audits: Timeline;
}

export const noGrowth: Growth = { last: null, steps: [], weights: new Map(), audits: emptyTimeline };

const MINUTE_MS = 60_000;

/** Steps of so long are kept, ms, and so many whatever their length. */
const KEPT_MS = MINUTE_MS;
const KEPT = 5;

/** With one more answer. One that is not newer changes nothing. */
export function grownBy(growth: Growth, reading: Reading): Growth {
  const { last } = growth;
  if (last === null) return { ...growth, last: reading };
  if (!(reading.at > last.at)) return growth;
  const step = stepBetween(last, reading);
  const stretch = { from: step.from, to: step.to };
  const markets = new Set(reading.minutes.keys());
  return {
    last: reading,
    steps: newest([...growth.steps, step]),
    weights: new Map(
      [...markets].map((market) => {
        const amounts = [weightOf(step, reading, market)];
        return [market, lengthened(growth.weights.get(market) ?? emptyTimeline, { ...stretch, amounts })];
      }),
    ),
    audits: lengthened(growth.audits, { ...stretch, amounts: [sum(step, 'audited'), sum(step, 'mismatched')] }),
  };
}

function newest(steps: readonly Step[]): readonly Step[] {
  const since = (steps.at(-1)?.to ?? 0) - KEPT_MS;
  const recent = steps.filter(({ from }) => from >= since);
  return recent.length >= KEPT ? recent : steps.slice(-KEPT);
}

function stepBetween(before: Reading, now: Reading): Step {
  const known = new Map(before.workers.map((worker) => [worker.name, worker]));
  return {
    from: before.at,
    to: now.at,
    workers: new Map(now.workers.map((worker) => [worker.name, workerGrowth(known.get(worker.name), worker)])),
    callers: new Map(now.callers.map((told) => [told.market, callersGrowth(before, now, told)])),
  };
}

const workerGrowth = (before: Counted | undefined, now: Counted): WorkerGrowth =>
  Object.fromEntries(followed.map((name) => [name, grown(before, now, name)])) as WorkerGrowth;

/** What callers have used begins anew with each minute: of one that began and ended in between nothing is known. */
function callersGrowth(before: Reading, now: Reading, { market, used }: CallersTold): number | null {
  const known = before.callers.find((told) => told.market === market)?.used ?? null;
  if (used === null || known === null) return null;
  const passed = (now.minutes.get(market) ?? 0) - (before.minutes.get(market) ?? 0);
  if (passed === 0) return Math.max(0, used - known);
  return passed === MINUTE_MS ? used : null;
}

/** Weight of a market's own limit: what is counted in another one is left out, and what is not known of callers. */
const weightOf = (step: Step, { workers }: Reading, market: string): number =>
  workers
    .filter((worker) => worker.pool === undefined && marketOf(worker) === market)
    .reduce((total, { name }) => total + (step.workers.get(name)?.weight ?? 0), step.callers.get(market) ?? 0);

const sum = (step: Step, name: Followed): number =>
  [...step.workers.values()].reduce((total, worker) => total + worker[name], 0);

/** The market that a part of /health is of. */
export const marketOf = ({ market }: { readonly market?: string }): string => market ?? 'spot';
