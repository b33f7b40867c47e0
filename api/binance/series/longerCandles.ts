import { LRUCache } from 'lru-cache';
import type { CallerGate } from '../../../gateway/callers/callerGate.ts';
import { type Collector, isSummable } from '../../../markets/markets.js';
import { candleShapeOf } from '../../../model/candle.ts';
import { nextOpenTime } from '../../../model/candleTime.ts';
import { requestOf } from '../../../model/endpoint.ts';
import { canRollUp, sourcesOf } from '../../../model/rollUpSources.ts';
import { collectorKey } from '../../../store/redis/keys.ts';
import type { Pages } from '../../pages/page.ts';
import type { Asked, FromMemory } from '../asked.ts';
import { unavailable } from '../dialectError.ts';
import { type Boundary, type Newest, rowsIn } from './boundary.ts';
import type { CandlesAsked, Collected } from './candleSeries.ts';
import { joinRows, type Row, type Rows, sizeOfRows, withTail } from './rows.ts';
import { readSumPage, type SumPage, sumPages } from './sumPage.ts';

/*
 * A longer candle that is not collected: its closed rows are fetched once, through the gateway for callers, and kept for up to an hour, since
 * the exchange restates them. When the candle that forms ends, only the newest rows are fetched, and joined on. The one that forms is the exact sum of
 * shorter candles that are stored; where these are not stored whole, the exchange alone can answer.
 */

/** The closed rows of a series, as they were fetched. */
interface Closed {
  readonly rows: Rows;
  /** Rows that were asked for, the one that forms among them. */
  readonly limit: number;
  /** The exchange has no older ones. */
  readonly isAll: boolean;
  /** Open time of the one that forms, and its end. */
  readonly openTime: number;
  readonly ends: number;
  readonly source: string;
  /** Monotonic ms from which on it is fetched anew. */
  readonly until: number;
  /** Exchange-clock ms from which on the newest rows are looked at once more; infinite: they are settled. */
  readonly again: number;
}

const MOST_BYTES = 32 * 1024 * 1024;

/** Rows are kept for half an hour to an hour: those of many pairs that were fetched together are not fetched together again. */
const KEPT_MS = 1_800_000;

/** By then every replica of the exchange has the last trades of a candle, ms after its end. */
const SETTLED_MS = 60_000;

/** Where that could not be looked at, it is after so long, ms. */
const RETRY_MS = 10_000;

/** Most candles of one interval that one sum looks through. */
const MOST_SUMMED = 2_000;

/** As long as a request waits at the end of a candle, ms. */
const WAIT_MS = 500;

/** A row that forms, as it was fetched, stands in for its sum for so long, ms: right after it has begun there are no shorter ones yet. */
const NEW_MS = 2_000;

export interface LongerOptions {
  readonly pages: Pages;
  readonly boundary: Boundary;
  /** Exchange-clock ms. */
  readonly now: (of: CandlesAsked) => number;
  readonly isStale: (collector: Collector, code: string, asOf: number) => boolean;
  /** Rows that are kept of a series. */
  readonly retention: (collector: Collector) => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
}

/** Makes the function that answers the newest candles of an interval that is not collected; null: the exchange alone can. */
export function createLongerCandles({ pages, boundary, now, isStale, retention, monotonic }: LongerOptions) {
  const sums = pages.shelf(sumPages);
  const kept = new LRUCache<string, Closed>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ rows }) => sizeOfRows(rows) + 400,
  });
  const fetching = new Map<string, Promise<Closed | null>>();
  /** The body that was made last of a sum, so that many who ask share it. */
  const bodies = new WeakMap<SumPage, { readonly rows: Rows; readonly limit: number; readonly body: Buffer }>();

  async function fetchAll(name: string, of: CandlesAsked, asked: Asked, gate: CallerGate, limit: number) {
    const { timeZone: _, ...whose } = asked.params;
    // Who asks then passes through, and is told why there is no answer.
    const passed = await gate.fetch(requestOf(asked.endpoint, { ...whose, limit }), asked.caller).catch(() => null);
    const rows = passed?.status === 200 ? rowsIn(passed.body) : null;
    const forming = rows?.at(-1);
    if (passed === null || rows === null || forming === undefined) return null;
    const { source } = passed;
    const until = monotonic() + KEPT_MS * (1 + Math.random());
    const openTime = forming.score;
    const ends = nextOpenTime(of.interval, openTime);
    const isAll = rows.length < limit;
    const again = settlesAt(openTime, now(of) - passed.ageMs);
    const closed: Closed = { rows: joinRows(rows.slice(0, -1)), limit, isAll, openTime, ends, source, until, again };
    kept.set(name, closed);
    return closed;
  }

  /** One fetch for all who ask. @throws what the gateway throws */
  function shared(name: string, fetch: () => Promise<Closed | null>): Promise<Closed | null> {
    const running = fetching.get(name) ?? fetch().finally(() => fetching.delete(name));
    fetching.set(name, running);
    return running;
  }

  /** Joins on the candle that has ended. Null where the exchange does not list the next one yet. @throws DialectError after half a second */
  async function goOn(name: string, old: Closed, of: CandlesAsked, asked: Asked, gate: CallerGate) {
    const fetched = boundary.fetch(name, asked, gate, old.ends, 0);
    await inTime(fetched, WAIT_MS);
    const newest = boundary.newestOf(name);
    const forming = newest?.rows.at(-1);
    if (newest === undefined || forming === undefined || forming.score < old.ends) return null;
    // More than one may have ended since: the rest is missing.
    return joinOn(name, old, of, newest) ?? fetchAll(name, of, asked, gate, old.limit);
  }

  /** With the newest rows in place of those that were there; null where the two do not join. */
  function joinOn(name: string, old: Closed, of: CandlesAsked, { rows: tail, asOf }: Newest): Closed | null {
    const [first, forming] = [tail[0], tail.at(-1)];
    if (first === undefined || forming === undefined || first.score > old.openTime) return null;
    const most = old.isAll ? Number.POSITIVE_INFINITY : old.limit - 1;
    const rows = withTail(old.rows, first.score, tail.slice(0, -1), 'oldest', most);
    const openTime = forming.score;
    const again = settlesAt(openTime, asOf);
    const closed: Closed = { ...old, rows, openTime, ends: nextOpenTime(of.interval, openTime), again };
    kept.set(name, closed);
    return closed;
  }

  /** Looks at the newest rows once more: what has closed a moment ago may have been without its last trades. Nobody waits for it. */
  async function lookAgain(name: string, old: Closed, of: CandlesAsked, asked: Asked, gate: CallerGate): Promise<null> {
    await boundary.fetch(name, asked, gate, old.openTime, 0);
    const newest = boundary.newestOf(name);
    const isThere =
      newest !== undefined && newest.asOf >= old.again && (newest.rows.at(-1)?.score ?? 0) >= old.openTime;
    if (kept.get(name) !== old) return null;
    if (isThere) joinOn(name, old, of, newest);
    else kept.set(name, { ...old, again: now(of) + RETRY_MS });
    return null;
  }

  async function closedOf(name: string, of: CandlesAsked, asked: Asked, gate: CallerGate, limit: number) {
    const old = kept.get(name);
    const isEnough = old !== undefined && (old.isAll || old.limit >= limit) && monotonic() < old.until;
    if (!isEnough)
      return shared(`${name} all ${limit}`, () => fetchAll(name, of, asked, gate, Math.max(limit, old?.limit ?? 0)));
    if (now(of) < old.ends) {
      if (now(of) >= old.again) void shared(`${name} again`, () => lookAgain(name, old, of, asked, gate));
      return old;
    }
    return shared(`${name} on`, () => goOn(name, old, of, asked, gate));
  }

  /** The candle that forms; null where nobody knows. */
  async function forming(
    name: string,
    { openTime, ends }: Closed,
    of: CandlesAsked,
    collected: Collected,
  ): Promise<SumPage | null> {
    const sources = sourcesOf(of.interval, [...collected.keys()]);
    const finest = collected.get(sources.at(-1) ?? 0);
    if (finest === undefined) return null;
    const keys = sources.flatMap((source) => collectorKey(collected.get(source) ?? finest, of.code));
    const keyOf = (source: number): string => collectorKey(collected.get(source) ?? finest, of.code);
    const address = `sum ${name} ${openTime}`;
    const query = { openTime, ends, shape: candleShapeOf(finest.row), sources, keyOf };
    const sum = sums.kept(address) ?? (await sums.read({ address, keys, read: (store) => readSumPage(store, query) }));
    if (sum.row !== null) return isStale(finest, of.code, sum.asOf) ? null : sum;
    const newest = boundary.newestOf(name);
    const row = newest?.rows.at(-1);
    if (newest === undefined || row?.score !== openTime || monotonic() - newest.at > NEW_MS) return null;
    return { ...sum, row, asOf: newest.asOf, source: newest.source };
  }

  return async (
    of: CandlesAsked,
    collected: Collected,
    asked: Asked,
    gate: CallerGate | null,
  ): Promise<FromMemory | null> => {
    const { startTime, endTime, limit: rows = 500 } = asked.params;
    const [any] = collected.values();
    if (any === undefined || !isSummable(any.row) || gate === null || startTime !== undefined || endTime !== undefined)
      return null;
    const intervals = [...collected.keys()];
    // Whether shorter ones are kept for long enough is the same for all of them.
    if (!canRollUp(of.interval, intervals, Math.min(MOST_SUMMED, retention(any)))) return null;
    const limit = Number(rows);
    const name = `${of.market} ${of.feed} ${of.code} ${of.interval}`;
    const closed = await closedOf(name, of, asked, gate, limit);
    const sum = closed === null ? null : await forming(name, closed, of, collected);
    if (closed === null || sum === null || sum.row === null) return null;
    return { body: bodyOf(closed.rows, sum, sum.row, limit), asOf: sum.asOf, source: sum.source || closed.source };
  };

  function bodyOf(rows: Rows, sum: SumPage, row: Row, limit: number): Buffer {
    const known = bodies.get(sum);
    if (known?.rows === rows && known.limit === limit) return known.body;
    const { body } = withTail(rows, row.score, [row], 'oldest', limit);
    bodies.set(sum, { rows, limit, body });
    return body;
  }
}

/** When candles of which the newest one is over from `openTime` on are to be looked at again, if they were fetched at `asOf`. */
const settlesAt = (openTime: number, asOf: number): number =>
  asOf >= openTime + SETTLED_MS ? Number.POSITIVE_INFINITY : openTime + SETTLED_MS;

/** @throws DialectError */
async function inTime(done: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable('The candle that has just ended is not final yet.')), ms);
  });
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}
