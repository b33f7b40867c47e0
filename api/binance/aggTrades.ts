import type { Collector, Market } from '../../markets/markets.js';
import { monotonicMs } from '../../runtime/machine.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import type { Times } from '../../store/values/window.ts';
import type { ApiContext } from '../context/context.ts';
import type { Pages } from '../pages/page.ts';
import type { Answerer, Asked } from './asked.ts';
import { nextOf } from './series/nextOf.ts';
import { readSeriesPage, type SeriesPage, type SeriesQuery, seriesPages } from './series/seriesPage.ts';
import { createStaleness } from './series/staleness.ts';
import { readTimesPage, timesPages } from './series/timesPage.ts';
import { futuresTail, spotTail, type TradeRow, tradeRow } from './series/tradeRow.ts';

const DEFAULT_ROWS = 500;

/** Trades are confirmed each second: so long a request waits to be sure that those up to its end are there, ms. */
const WAIT_MS = 1_000;

/** A caller's clock may be so much ahead: an end up to then means now, ms. */
const CLOCKS_MS = 1_000;

/** What is known of the trades of a market. */
interface TradesOf {
  readonly tail: string;
  /** The exchange refuses to look for older ones, ms; infinite: it does not. */
  readonly oldestMs: number;
}

const HOUR_MS = 3_600_000;
const tradesOf: Readonly<Record<Market, TradesOf>> = {
  spot: { tail: spotTail, oldestMs: Number.POSITIVE_INFINITY },
  usdm: { tail: futuresTail, oldestMs: 48 * HOUR_MS },
};

type TradeQuery = SeriesQuery & { readonly rowOf: (member: string) => TradeRow | null };

/** Aggregate trades from memory: the newest, from an id on, or by time; where all that is asked for is stored, without a hole, and fresh. */
export function createAggTrades(context: Pick<ApiContext, 'markets' | 'config' | 'board'>, pages: Pages): Answerer {
  const { markets, config, board } = context;
  const byId = pages.shelf(seriesPages);
  const byTime = pages.shelf(timesPages);
  const isStale = createStaleness(context);
  const collectors = new Map(
    markets.collectors.filter(({ feed }) => feed === 'trades').map((collector) => [collector.market, collector]),
  );

  function pageOf({ params }: Asked, key: string, query: TradeQuery): Promise<SeriesPage> {
    const { startTime, endTime, fromId } = params;
    const { most } = query.window;
    const keys = [key];
    if (startTime === undefined && endTime === undefined) {
      const address = `${key} ${most} ${fromId ?? ''}`;
      const kept = byId.kept(address);
      return kept ? Promise.resolve(kept) : byId.read({ address, keys, read: (store) => readSeriesPage(store, query) });
    }
    const times: Times = { most, ...timeOf('from', startTime), ...timeOf('to', endTime) };
    const address = `${key} ${most} ${startTime ?? ''} ${endTime ?? ''}`;
    const kept = byTime.kept(address);
    if (kept) return Promise.resolve(kept);
    return byTime.read({ address, keys, read: (store) => readTimesPage(store, query, times) });
  }

  /**
   * The page, once it is known up to what is asked for: who goes on behind a time that has passed would lose what was traded before it and comes
   * later. Null where that is not known in time.
   */
  async function knownPageOf(asked: Asked, key: string, query: TradeQuery): Promise<SeriesPage | null> {
    const { endTime } = asked.params;
    const now = board.now(asked.market);
    // An end to come is never known: of that one nobody can expect all.
    const upTo = endTime === undefined || Number(endTime) > now + CLOCKS_MS ? 0 : Math.min(Number(endTime), now);
    const deadline = monotonicMs() + WAIT_MS;
    for (;;) {
      const page = await pageOf(asked, key, query);
      // Nothing comes into a span that a later trade has ended.
      const isClosed = upTo === 0 || page.query.window.to !== undefined;
      if (page.rows === null || page.asOf === null || isClosed || page.asOf >= upTo) return page;
      const left = deadline - monotonicMs();
      if (left <= 0) return null;
      await nextOf(pages, key, null, left);
    }
  }

  return async (asked) => {
    const { market, params } = asked;
    const code = String(params.symbol).toLowerCase();
    const collector = collectors.get(market);
    if (collector === undefined || !isCollected(collector, code)) return null;
    const { tail, oldestMs } = tradesOf[market];
    const { startTime, endTime, fromId } = params;
    const isTooOld = (time: number) => board.now(market) - time > oldestMs;
    const time = startTime ?? endTime;
    if (time !== undefined && isTooOld(Number(time))) return null;
    const key = collectorKey(collector, code);
    const query = queryOf(key, tail, Number(params.limit ?? DEFAULT_ROWS), fromId);
    const page = await knownPageOf(asked, key, query);
    if (page === null) return null;
    const { rows, asOf, source, holes, isShort } = page;
    if (rows === null || asOf === null || holes.length > 0 || isShort || isStale(collector, code, asOf)) return null;
    const first = fromId === undefined || Number.isFinite(oldestMs) === false ? null : timeIn(rows.body);
    if (first !== null && isTooOld(first)) return null;
    return { body: rows.body, asOf, source };
  };

  function isCollected(collector: Collector, code: string): boolean {
    const current = config();
    return markets.isEnabled(current, collector) && markets.pairsOf(current, collector.market).includes(code);
  }
}

const timeOf = (name: 'from' | 'to', time: string | number | undefined) =>
  time === undefined ? {} : { [name]: Number(time) };

function queryOf(key: string, tail: string, most: number, fromId: string | number | undefined): TradeQuery {
  return {
    key,
    window: fromId === undefined ? { most, which: 'newest' } : { from: Number(fromId), most, which: 'oldest' },
    kind: 'aggTrades',
    rowOf: (member) => tradeRow(member, tail),
    previous: (id) => id - 1,
    next: (id) => id + 1,
  };
}

/** The time of the first row; null where there is none. */
function timeIn(body: Buffer): number | null {
  const [, time] = /"T":(\d+)/.exec(body.toString('latin1', 0, 300)) ?? [];
  return time === undefined ? null : Number(time);
}
