import type { Config } from '../../config/config.ts';
import { retentionOf } from '../../config/marketConfig.ts';
import type { CallerGate } from '../../gateway/callers/callerGate.ts';
import type { Collector, Market } from '../../markets/markets.js';
import { nextOpenTime, openTimeOf, previousOpenTime } from '../../model/candleTime.ts';
import { monotonicMs } from '../../runtime/machine.ts';
import { collectorKey } from '../../store/redis/keys.ts';
import type { Window } from '../../store/values/window.ts';
import type { ApiContext } from '../context/context.ts';
import type { PageRequest, Pages } from '../pages/page.ts';
import type { Answerer, Asked, FromMemory } from './asked.ts';
import { unavailable } from './dialectError.ts';
import { createAbsent } from './series/absent.ts';
import { createBoundary, NEWEST_ROWS } from './series/boundary.ts';
import { pricedRow, tradedRow } from './series/candleRow.ts';
import { type CandlesAsked, candlesAsked, createCollected } from './series/candleSeries.ts';
import { createLongerCandles } from './series/longerCandles.ts';
import { readSeriesPage, type SeriesPage, type SeriesQuery, seriesPages } from './series/seriesPage.ts';
import { settledUntil } from './series/settled.ts';
import { createStaleness } from './series/staleness.ts';
import { tradedRows } from './series/tradedRows.ts';
import { createTurns, lookAt, type Tip } from './series/turns.ts';
import { withNewest } from './series/withNewest.ts';

export type CandlesContext = Pick<ApiContext, 'markets' | 'config' | 'store' | 'board'> & {
  /** The way to the exchange for callers; null: there is none. */
  callers(market: Market): CallerGate | null;
};

/** A request waits so long for the candle after one that is over, ms; and in any case until so long after the end of that one. */
const WAIT_MS = 500;
const LATE_MS = 1_500;

/** What the exchange said a moment ago is said again for so long, ms, though nothing bears it out. */
const NEW_MS = 1_000;

/** What a request for candles that are collected asks for. */
interface Wanted {
  readonly of: CandlesAsked;
  readonly collector: Collector;
  readonly request: PageRequest<SeriesPage>;
  readonly tip: Tip;
}

/**
 * Candles from memory: of what is collected, where all that is asked for is stored and fresh.
 *
 * At the end of a candle the next one appears only once the one before it is final. Until the collectors have both, a request waits for them, or for
 * one fetch that all who ask for this series share: half a second, and until one and a half seconds after the end. All of them wait as one.
 *
 * @param monotonic ms
 */
export function createCandles(context: CandlesContext, pages: Pages, monotonic = monotonicMs): Answerer {
  const { board } = context;
  const shelf = pages.shelf(seriesPages);
  const collectedOf = createCollected(context);
  const absent = createAbsent(context);
  const boundary = createBoundary({ now: ({ market }) => board.now(market), monotonic });
  const turns = createTurns(pages, shelf, monotonic);

  const isStale = createStaleness(context);

  const now = ({ market }: { readonly market: Market }): number => board.now(market);
  const retention = (collector: Collector): number => {
    const own = context.markets.configOf(context.config(), collector.market);
    return own === undefined ? 0 : retentionOf(own, collector);
  };
  const longer = createLongerCandles({ pages, boundary, now, isStale, retention, monotonic });

  /** A page as it is answered; null: not now. */
  function settled(
    { query, rows, newest, asOf, source }: SeriesPage,
    { market, interval }: CandlesAsked,
  ): FromMemory | null {
    if (rows === null || asOf === null) return null;
    return board.now(market) < settledUntil(interval, query.window, rows, newest)
      ? { body: rows.body, asOf, source }
      : null;
  }

  /** The page with what was fetched of its newest candles; null where that says nothing of them, or no more. */
  function withFetched(page: SeriesPage, { interval, market }: CandlesAsked): FromMemory | null {
    const newest = boundary.newestOf(page.query.key);
    const opensAt = openTimeOf(interval, board.now(market));
    return newest === undefined
      ? null
      : withNewest(page, newest, { opensAt, isNew: monotonic() - newest.at <= NEW_MS });
  }

  /** Whether a page is fresh, and all that the exchange has of what is asked for. */
  async function isSound(page: SeriesPage, collector: Collector, of: CandlesAsked, asked: Asked): Promise<boolean> {
    if (page.rows === null || page.rows.scores.length === 0 || isStale(collector, of.code, page.asOf)) return false;
    if (page.holes.length === 0 && !page.isShort) return true;
    return absent.isWhole(page, collector, of.code, asked, context.callers(of.market));
  }

  /** Whether a row is not final that a fetch of the newest ones does not bring: it may stay so for long. */
  function hasOldOpen({ rows }: SeriesPage, { interval, market }: CandlesAsked): boolean {
    let oldest = openTimeOf(interval, board.now(market));
    for (let row = 1; row < NEWEST_ROWS; row++) oldest = previousOpenTime(interval, oldest);
    return (rows?.open[0] ?? oldest) < oldest;
  }

  /** When it is too late for the next candle, monotonic ms. */
  function deadlineOf({ interval, market }: CandlesAsked): number {
    const now = board.now(market);
    return monotonic() + Math.max(WAIT_MS, openTimeOf(interval, now) + LATE_MS - now);
  }

  function wantedOf(of: CandlesAsked, collector: Collector, asked: Asked): Wanted {
    const key = collectorKey(collector, of.code);
    const requestOf = (window: Window): PageRequest<SeriesPage> => ({
      address: `${key} ${window.most} ${window.from ?? ''} ${window.to ?? ''}`,
      keys: [key],
      read: (store) => readSeriesPage(store, queryOf(collector, of, key, window)),
    });
    const tip: Tip = {
      request: requestOf({ most: NEWEST_ROWS, which: 'newest' }),
      isThere: (page) => settled(page, of) !== null,
    };
    return { of, collector, request: requestOf(windowOf(asked)), tip };
  }

  /** A page as it is answered, at the end of a candle once the next one is there. @throws DialectError where that does not come */
  async function answerOf({ of, collector, request, tip }: Wanted, asked: Asked): Promise<FromMemory | null> {
    const gate = context.callers(of.market);
    const [key = ''] = request.keys;
    let deadline: number | null = null;
    let hasAsked = gate === null;
    let fetching: Promise<void> | null = null;
    /** What is known to be there. Each turn either waits, or raises it: nothing comes round here without an answer from Redis or an announcement. */
    let version = 0;
    for (;;) {
      const page = await lookAt(shelf, request, version);
      // Taken now: an announcement raises that of the page, whose rows stay what they are.
      version = Math.max(version, page.version);
      // Whatever has come meanwhile: each page is looked at as the first one is.
      if (!(await isSound(page, collector, of, asked))) return null;
      const answer = settled(page, of) ?? withFetched(page, of);
      if (answer !== null) return answer;
      if (hasOldOpen(page, of)) return null;
      deadline ??= deadlineOf(of);
      if (deadline <= monotonic()) throw unavailable('The candle that has just ended is not final yet.');
      if (gate !== null && !hasAsked) {
        hasAsked = true;
        const opensAt = openTimeOf(of.interval, board.now(of.market));
        // Once it is there it is looked at. After that only the collectors can help.
        fetching = boundary.fetch(key, asked, gate, opensAt, page.version).finally(() => {
          fetching = null;
        });
      }
      const turn = turns.next(tip, version, deadline);
      version = Math.max(version, (await (fetching === null ? turn : Promise.race([turn, fetching]))) ?? 0);
    }
  }

  /** By parameters, of which requests that are alike have one object; for one edit of CONFIG.json. */
  let wanted = new WeakMap<Asked['params'], Wanted>();
  let inForce: Config | undefined;

  /** What was asked for with the same parameters. */
  function remembered(params: Asked['params']): Wanted | undefined {
    const config = context.config();
    if (config !== inForce) [wanted, inForce] = [new WeakMap(), config];
    return wanted.get(params);
  }

  async function candles(asked: Asked): Promise<FromMemory | null> {
    const known = remembered(asked.params);
    if (known !== undefined) return answerOf(known, asked);
    const of = candlesAsked(asked);
    if (of === null) return null;
    const collected = collectedOf(of);
    const collector = collected.get(of.interval);
    if (collector === undefined) return longer(of, collected, asked, context.callers(of.market));
    const found = wantedOf(of, collector, asked);
    wanted.set(asked.params, found);
    return answerOf(found, asked);
  }

  /** What needs no look at the ledger of gaps, nor at what the exchange has said of its newest candles. */
  function ready({ params }: Asked): FromMemory | null {
    const known = remembered(params);
    const page = known === undefined ? undefined : shelf.kept(known.request.address);
    if (known === undefined || page === undefined || page.rows === null || page.rows.scores.length === 0) return null;
    if (page.holes.length > 0 || page.isShort || isStale(known.collector, known.of.code, page.asOf)) return null;
    return settled(page, known.of);
  }

  return Object.assign(candles, { ready });
}

const DEFAULT_ROWS = 500;

/** Without times the newest rows; from a time on the oldest; up to a time the newest. */
function windowOf({ params: { startTime, endTime, limit = DEFAULT_ROWS } }: Asked): Window {
  const most = Number(limit);
  const to = endTime === undefined ? {} : { to: Number(endTime) };
  return startTime === undefined
    ? { ...to, most, which: 'newest' }
    : { from: Number(startTime), ...to, most, which: 'oldest' };
}

function queryOf({ row }: Collector, { interval }: CandlesAsked, key: string, window: Window): SeriesQuery {
  const isTraded = row.shape === 'series' && row.changes?.order !== undefined;
  return {
    key,
    window,
    kind: 'candles',
    ...(isTraded ? { rowOf: tradedRow, rowsOf: tradedRows } : { rowOf: pricedRow }),
    previous: (score) => previousOpenTime(interval, score),
    next: (score) => nextOpenTime(interval, score),
  };
}
