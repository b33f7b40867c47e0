import { scoreIn } from '../../model/seriesRow.ts';
import type { Store } from '../redis/connect.ts';
import { gapsKey } from '../redis/keys.ts';
import { integer, oneOf, readOr, record, storedJson, text, time, wholeOf } from '../redis/stored.ts';
import { readSeries } from './series.ts';
import { assertStored } from './write.ts';

/** Why rows are missing, in words. */
export const gapCauseTexts = {
  'collector-down': 'We were down: no process polled, or it stood still',
  'redis-down': 'Redis was down, did not answer, or refused our writes',
  'exchange-down': 'The exchange failed, was out of reach, or answered what could not be used',
  'stream-down': 'A stream of the exchange had ended, was silent, or left rows out',
  'exchange-refused': 'The exchange told us to wait: 429, 418, 403 or 451',
  throttled: 'Our own budget left no weight for it',
  'not-trading': 'The pair was halted or delisted meanwhile',
  'exchange-gap': 'The exchange itself has no such rows: its own outage',
  'invalid-row': 'The exchange has sent a row that cannot be right: it was left out',
  'begun-anew': 'The exchange has begun anew: what was stored belongs to the market before',
  'source-changed': '`trades.source` was changed: the ids differ',
  internal: 'A defect of ours: see the log of the collectors',
  unknown: 'Found by looking at the stored rows: what made it is not known any more',
} as const;

/** What has become of a gap, in words. */
export const gapStateTexts = {
  open: 'Not filled yet: its rows are still to be fetched',
  filled: 'Its rows were fetched afterwards',
  unfillable:
    'The exchange does not have the rows, or not as they can be: it is not asked again (for a bad row once more, a minute later)',
  expired: 'It fell out of what retention keeps before it was filled',
} as const;

export type GapCause = keyof typeof gapCauseTexts;
export type GapState = keyof typeof gapStateTexts;
export const gapCauses = Object.keys(gapCauseTexts) as readonly GapCause[];
export const gapStates = Object.keys(gapStateTexts) as readonly GapState[];

/** Rows that a series lacks. */
export interface Gap {
  /** btcusdt */
  readonly code: string;
  /** First and last missing score: open time (ms) of a candle, or trade id; both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly cause: GapCause;
  readonly state: GapState;
  /** Exchange-clock ms when it was found; when its state last changed. */
  readonly foundAt: number;
  readonly changedAt: number;
  /**
   * Highest score still to fetch; equals `to` at first, as gaps are filled newest first. Null: nothing is asked for any more. Of bad rows,
   * which are `unfillable` at once, it says that they will be asked for once more.
   */
  readonly left: number | null;
  /** Rows that were fetched for it so far. */
  readonly rows: number;
}

/** Most entries of one worker's ledger. */
export const MOST_GAPS = 1000;

/** Most rows that one call of `findHoles` looks at. */
const ROWS_AT_ONCE = 500;

/** What tells an entry from the others of its worker. */
const fieldOf = ({ code, from }: Pick<Gap, 'code' | 'from'>): string => `${code}:${from}`;

export const newestFoundFirst = (a: Gap, b: Gap): number =>
  b.foundAt - a.foundAt || b.from - a.from || (a.code < b.code ? -1 : 1);

/**
 * Writes entries of a worker's ledger; one with the same code and `from` is replaced. Above 1000 the closed entries that changed
 * longest ago go.
 *
 * @throws WriteRefused `fenced`; ioredis errors when Redis is away.
 */
export async function writeGaps(store: Store, worker: string, fence: number, gaps: readonly Gap[]): Promise<void> {
  if (gaps.length === 0) return;
  const key = gapsKey(worker);
  const entries = gaps.flatMap((gap) => [fieldOf(gap), JSON.stringify(gap)]);
  assertStored(key, await store.redis.writeGaps(key, fence, MOST_GAPS, ...entries));
}

/** A worker's ledger, newest found first. Entries that cannot be read are left out. @throws ioredis errors when Redis is away. */
export async function readGaps(store: Store, worker: string): Promise<Gap[]> {
  const key = gapsKey(worker);
  const ledger = await readOr(store, key, store.redis.hgetall(key), {});
  return Object.entries(ledger)
    .filter(([field]) => field.includes(':'))
    .flatMap(([field, json]) => {
      const gap = parseGap(store, `${key} ${field}`, json);
      if (gap === null || fieldOf(gap) !== field) return [];
      // Nothing is fetched for it from above its end.
      return [{ ...gap, left: gap.left === null ? null : Math.min(gap.left, gap.to) }];
    })
    .sort(newestFoundFirst);
}

/** Removes the entries of a pair that left the configuration. @throws WriteRefused `fenced`; ioredis errors when Redis is away. */
export async function removeGaps(store: Store, worker: string, fence: number, code: string): Promise<void> {
  const key = gapsKey(worker);
  assertStored(key, await store.redis.removeGaps(key, fence, code));
}

/** Number of open gaps of each worker, in their order, in one pipeline. @throws ioredis errors when Redis is away. */
export async function countOpenGaps(store: Store, workers: readonly string[]): Promise<number[]> {
  return Promise.all(
    workers.map(async (worker) => {
      const key = gapsKey(worker);
      const stored = await readOr(store, key, store.redis.hget(key, 'open'), null);
      if (stored === null) return 0;
      return (
        wholeOf(stored, MOST_GAPS) ?? (await readGaps(store, worker)).filter(({ state }) => state === 'open').length
      );
    }),
  );
}

/**
 * Holes between the rows that readers are shown: neighbouring scores that lie further apart than `step` (ms or ids), oldest first. Many short looks, so
 * that Redis is not held up; rows that come or go meanwhile make no hole.
 *
 * @throws ioredis errors when Redis is away.
 */
export async function findHoles(store: Store, key: string, step: number): Promise<{ after: number; before: number }[]> {
  const holes: { after: number; before: number }[] = [];
  let from: number | '-inf' = await lowestShown(store, key);
  for (;;) {
    const [rows, last, ...edges]: [number, number, ...number[]] = await store.redis.findHoles(
      key,
      from,
      step,
      ROWS_AT_ONCE,
    );
    for (let index = 0; index < edges.length; index += 2) {
      holes.push({ after: Number(edges[index]), before: Number(edges[index + 1]) });
    }
    if (rows < ROWS_AT_ONCE || !(last > (from === '-inf' ? Number.NEGATIVE_INFINITY : from))) return holes;
    // By score and not by rank, which shifts when old rows are trimmed.
    from = last;
  }
}

/** Score of the oldest row that readers are shown; -inf: of none that can be read. Older ones are about to be trimmed. */
async function lowestShown(store: Store, key: string): Promise<number | '-inf'> {
  const { total } = await readSeries(store, key, { offset: 0 }, 1);
  const [oldest] = (await readSeries(store, key, { offset: Math.max(0, total - 1) }, 1)).rows;
  return (oldest === undefined ? null : scoreIn(oldest)) ?? '-inf';
}

/** The entry, or null where the text is none. */
const parseGap = storedJson<Gap>(
  record({
    code: text,
    from: integer,
    to: integer,
    cause: oneOf(gapCauses),
    state: oneOf(gapStates),
    foundAt: time,
    changedAt: time,
    left: { ...integer, nullable: true },
    rows: integer,
  }),
  ({ from, to }) => from <= to,
);
