import type { Scores } from '../../model/scores.ts';
import { type Span, without } from '../../model/spans.ts';
import type { Store } from '../../store/redis/connect.ts';
import { type Gap, type GapCause, type GapState, MOST_GAPS, readGaps, writeGaps } from '../../store/values/gaps.ts';
import { heldFence } from '../context/workerContext.ts';

/*
 * The ledger of what a worker has missed. An entry is a span of scores of one pair, known by the pair and its lowest score, and has one of
 * these states:
 *
 * - *open*        rows are missing and still to be fetched (history/fillGap.ts)
 * - *filled*      they have come afterwards, or came at once with the answer that ended an outage
 * - *unfillable*  the exchange has no such rows, or only bad ones. A bad row is asked for once more all the same: until then it is pending
 * - *expired*     they lie below what retention keeps, or were removed with the market that they were of
 *
 * From open to each of the others, and from unfillable to filled, where a bad row comes right the second time. What is filled or expired
 * stays so. An entry is *pending* while something is left to ask for (`left`).
 *
 * Redis holds the entries, at most so many of a worker; here is a copy of them. It is read anew where another process may have written them.
 */

/** What is new about a gap. */
export interface FoundGap {
  readonly code: string;
  readonly from: number;
  readonly to: number;
  readonly cause: GapCause;
  readonly state: GapState;
  /** Rows fetched for it so far. */
  readonly rows: number;
}

/** One worker's record of what it has missed. Written through: what it says is in Redis. */
export interface GapLedger {
  /** Has it read anew before the next use: another process may have written it, or Redis may have lost some of it. */
  forget(): void;
  /** @throws WriteRefused when another writer has taken over; ioredis errors when Redis is away. */
  record(found: readonly FoundGap[], now: number): Promise<void>;
  /** Writes entries as they have become. Throws as `record` does. */
  update(gaps: readonly Gap[]): Promise<void>;
  /** The pending entries of a pair, the highest first. */
  pendingOf(code: string): Promise<Gap[]>;
  /** Entries of a pair that touch a span. */
  within(code: string, span: Span): Promise<Gap[]>;
}

/** So many entries more than the store keeps are kept here before they are read anew. */
const READ_ANEW_AFTER = 100;

/** Whether something is asked for once it is found. A bad row is, since the fault may have been one that passes. */
const isPending = ({ state, cause }: FoundGap): boolean =>
  state === 'open' || (state === 'unfillable' && cause === 'invalid-row');

/** Whether an entry speaks of the rows that have these scores now, and not of those of another market or of other ids. */
const isOfPresent = ({ state, cause }: Gap): boolean =>
  state !== 'filled' && cause !== 'begun-anew' && cause !== 'source-changed';

/**
 * Whether all of a span is on record, and either still to be fetched or not to be asked for again.
 *
 * @param but an entry that does not count
 */
export async function isOnRecord(
  ledger: GapLedger,
  code: string,
  span: Span,
  scores: Scores,
  but?: Gap,
): Promise<boolean> {
  const entries = await ledger.within(code, span);
  const known = entries.filter((entry) => isOfPresent(entry) && entry.from !== but?.from);
  return without(span, known, scores).length === 0;
}

/**
 * Records what was found missing of a pair, but for what is on record already. `now`: exchange-clock ms. Throws as `record` does.
 *
 * @param within the gap in which it was found: its entry says that rows are missing, but not why
 */
export async function recordUnknown(
  ledger: GapLedger,
  scores: Scores,
  code: string,
  found: readonly Omit<FoundGap, 'code'>[],
  now: number,
  within?: Gap,
): Promise<void> {
  const isKnown = await Promise.all(found.map((gap) => isOnRecord(ledger, code, gap, scores, within)));
  await ledger.record(
    found.filter((_, index) => !isKnown[index]).map((gap) => ({ ...gap, code })),
    now,
  );
}

export function createGapLedger(store: Store, worker: string, fence: () => number): GapLedger {
  let known: readonly Gap[] | null = null;
  /** Rises with each write: what was read meanwhile may lack it. */
  let writes = 0;

  async function read(): Promise<readonly Gap[]> {
    while (known === null) {
      const before = writes;
      const gaps = await readGaps(store, worker);
      if (before === writes) known = gaps;
    }
    return known;
  }

  async function write(gaps: readonly Gap[]): Promise<void> {
    if (gaps.length === 0) return;
    await writeGaps(store, worker, heldFence({ fence }), gaps);
    writes++;
    const isReplaced = ({ code, from }: Gap) => gaps.some((gap) => gap.code === code && gap.from === from);
    // Nothing is awaited between reading `known` and setting it, since pairs of one worker write at the same time.
    if (known !== null) known = [...gaps, ...known.filter((gap) => !isReplaced(gap))];
    // Redis has dropped the oldest ones.
    if (known !== null && known.length > MOST_GAPS + READ_ANEW_AFTER) known = null;
  }

  return {
    forget() {
      known = null;
      writes++;
    },
    async record(found, now) {
      const at = Math.round(now);
      await write(found.map((gap) => ({ ...gap, foundAt: at, changedAt: at, left: isPending(gap) ? gap.to : null })));
    },
    update: write,
    async pendingOf(code) {
      const pending = (await read()).filter((gap) => gap.code === code && gap.left !== null);
      return pending.sort((a, b) => b.to - a.to);
    },
    async within(code, { from, to }) {
      return (await read()).filter((gap) => gap.code === code && gap.from <= to && gap.to >= from);
    },
  };
}
