import { marketOf, type WorkerTold } from '../budget/growth.ts';
import { countOf } from '../counters.ts';
import type { CsvColumn } from '../csv.ts';
import { isoText } from '../format.ts';

/** Counters of a worker that compare what it has with what REST says, and what each means. */
export const auditCounters = {
  audited: 'audited',
  notComparable: 'not comparable',
  mismatched: 'mismatched',
  compared: 'compared',
  differences: 'differed',
  restated: 'restated',
  lostSteps: 'lost step',
} as const;

export type AuditCounter = keyof typeof auditCounters;
export const auditNames = Object.keys(auditCounters) as AuditCounter[];

/** Those that say that something was wrong. */
export const isTrouble = (counter: AuditCounter): boolean =>
  counter === 'mismatched' || counter === 'differences' || counter === 'lostSteps';

/** What streams had told and REST did not. */
interface LastMismatch {
  readonly code: string;
  readonly why: string;
  /** The exchange's clock, ms. */
  readonly at: number;
}

export interface AuditRow {
  readonly market: string;
  readonly worker: string;
  readonly served: string | null;
  readonly counts: Readonly<Record<AuditCounter, number>>;
  /** Since when its process counts, ms; null: it never reported. */
  readonly since: number | null;
  readonly last: LastMismatch | null;
}

/** Workers of which anything is compared or is to be, and how many others there are that have reported. */
export function auditRowsOf(workers: readonly (WorkerTold & { readonly lastMismatch?: LastMismatch })[]): {
  readonly rows: readonly AuditRow[];
  readonly others: number;
} {
  const enabled = workers.filter(({ state }) => state !== 'disabled');
  const all = enabled.map((worker) => ({
    market: marketOf(worker),
    worker: worker.name,
    served: worker.served,
    counts: Object.fromEntries(auditNames.map((name) => [name, countOf(worker, name)])) as AuditRow['counts'],
    since: worker.startedAt,
    last: worker.lastMismatch ?? null,
  }));
  const isCompared = ({ served, counts }: AuditRow) =>
    served === 'stream' || served === 'rollup' || auditNames.some((name) => counts[name] > 0);
  return {
    rows: all.filter(isCompared),
    others: all.filter((row) => !isCompared(row) && row.since !== null).length,
  };
}

/** All of them together, with the newest mismatch, since the oldest of their processes has started. */
export function totalOf(rows: readonly AuditRow[]): AuditRow {
  const times = rows.flatMap(({ since }) => since ?? []);
  const sums = auditNames.map((name) => [name, rows.reduce((sum, { counts }) => sum + counts[name], 0)]);
  return {
    ...{ market: '', worker: 'all together', served: null },
    last: rows.reduce<AuditRow['last']>(
      (newest, { last }) => ((last?.at ?? 0) > (newest?.at ?? 0) ? last : newest),
      null,
    ),
    counts: Object.fromEntries(sums) as AuditRow['counts'],
    since: times.length === 0 ? null : Math.min(...times),
  };
}

const timeOf = (ms: number | null | undefined): string | null => isoText(ms ?? Number.NaN);

/** The table as it is saved. */
export const auditColumns: readonly CsvColumn<AuditRow>[] = [
  { name: 'market', of: ({ market }) => market },
  { name: 'worker', of: ({ worker }) => worker },
  { name: 'served', of: ({ served }) => served },
  ...auditNames.map((name) => ({ name, of: ({ counts }: AuditRow) => counts[name] })),
  { name: 'lastMismatchPair', of: ({ last }) => last?.code },
  { name: 'lastMismatchWhy', of: ({ last }) => last?.why },
  { name: 'lastMismatchAt', of: ({ last }) => timeOf(last?.at) },
  { name: 'countedSince', of: ({ since }) => timeOf(since) },
];
