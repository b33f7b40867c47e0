import { type CallerGate, NoRoom } from '../../../gateway/callers/callerGate.ts';
import type { Collector } from '../../../markets/markets.js';
import { requestOf } from '../../../model/endpoint.ts';
import { parseJson } from '../../../model/parseJson.ts';
import { type Gap, readGaps } from '../../../store/values/gaps.ts';
import type { ApiContext } from '../../context/context.ts';
import { readStore } from '../../http/readStore.ts';
import { shareForMoment } from '../../state/read/shareForMoment.ts';
import type { Asked } from '../asked.ts';
import { createLeading } from './leading.ts';
import type { Hole, SeriesPage } from './seriesPage.ts';

/** What is not stored because the exchange does not have it. */
export interface Absent {
  /** Whether rows are all that the exchange has of what was asked for: nothing is missing between them, nor before them. */
  isWhole(
    page: SeriesPage,
    collector: Collector,
    code: string,
    asked: Asked,
    gate: CallerGate | null,
  ): Promise<boolean>;
}

/** A ledger is read again after so long, ms: to parse a long one takes some milliseconds. */
const LEDGER_MS = 5_000;

/** What the exchange could not be asked for is asked for again after so long, ms; what it has said stays so. */
const AGAIN_MS = 10_000;

/** Series whose beginning is known: more are not asked for. */
const MOST_KNOWN = 5_000;

export function createAbsent(context: Pick<ApiContext, 'store'>): Absent {
  const ledgerOf = shareForMoment((worker) => readStore(context, (store) => readGaps(store, worker)), LEDGER_MS);
  /** By key of the series; null: nobody knows, for now. */
  const beginnings = new Map<string, number | null>();
  const lead = createLeading<number | null>();

  function remember(key: string, beginning: number | null): void {
    if (beginnings.size >= MOST_KNOWN) beginnings.clear();
    beginnings.set(key, beginning);
    if (beginning === null) setTimeout(() => beginnings.delete(key), AGAIN_MS).unref();
  }

  /** Open time of the exchange's oldest candle; null: nobody knows. Listings do not tell it in all markets. */
  async function beginningOf(key: string, asked: Asked, gate: CallerGate): Promise<number | null> {
    const known = beginnings.get(key);
    if (known !== undefined) return known;
    try {
      const beginning = await lead(key, asked.caller, () => askBeginning(asked, gate));
      remember(key, beginning);
      return beginning;
    } catch (error) {
      // Another caller may have weight left.
      if (!(error instanceof NoRoom)) remember(key, null);
      return null;
    }
  }

  return {
    async isWhole({ query, holes, isShort, oldest }, collector, code, asked, gate) {
      if (holes.length > 0) {
        const gaps = await ledgerOf(collector.name);
        const absent = gaps.filter((gap) => gap.code === code && isAbsent(gap));
        if (!areAbsent(holes, absent, query.next)) return false;
      }
      if (!isShort) return true;
      if (gate === null || oldest === null) return false;
      const beginning = await beginningOf(query.key, asked, gate);
      return beginning !== null && oldest <= beginning;
    },
  };
}

async function askBeginning({ endpoint, params, caller }: Asked, gate: CallerGate): Promise<number | null> {
  const { startTime: _, endTime: __, timeZone: ___, ...whose } = params;
  const request = requestOf(endpoint, { ...whose, startTime: 0, limit: 1 });
  const { status, body } = await gate.fetch(request, caller);
  const rows = status === 200 ? parseJson(body) : null;
  const score: unknown = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0][0] : null;
  return typeof score === 'number' && Number.isSafeInteger(score) ? score : null;
}

/** The exchange has been asked for it, and has no such rows. What it has and cannot be right is no such thing. */
const isAbsent = ({ state, cause }: Gap): boolean => state === 'unfillable' && cause !== 'invalid-row';

/** Whether all of these holes are on record. */
function areAbsent(holes: readonly Hole[], gaps: readonly Gap[], next: (score: number) => number): boolean {
  return holes.every(({ after, before }) => {
    for (let at = next(after); at < before; ) {
      const gap = gaps.find(({ from, to }) => from <= at && at <= to);
      if (gap === undefined) return false;
      at = next(gap.to);
    }
    return true;
  });
}
