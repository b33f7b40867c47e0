import { intervalName } from '../exchanges/binance/intervals.ts';
import { klineColumns } from '../markets/binanceRows.js';
import type { Collector, FeedName, Market } from '../markets/markets.js';
import { nextOpenTime } from '../model/candleTime.ts';
import { ApiError, apiErrors } from '../simulator/apiError.ts';
import { selectOrders } from '../simulator/endpoints/aggTrades.ts';
import { instantOf } from '../simulator/endpoints/endpoint.ts';
import { type Asked, createFutures, createSpot, type SimulatedMarket } from './simulatedMarkets.ts';

/** Candles of a pair: of what was traded, of another price, or of the contract that is the current one. */
export interface CandlesOf {
  readonly code: string;
  readonly collector: Collector;
}

/**
 * What was traded on one market of the exchange at any time, without asking the exchange: the simulator's trades follow from its seed and the
 * time alone, and asking over HTTP would spend weight. Halts and delistings are not known here.
 */
export interface Truth {
  /** The body the exchange would have answered to a request at an instant (exchange ms). */
  answer(request: Asked, at: number): unknown;
  /** A candle as it was at an instant: the fields that are stored, but for its state, as JSON. Undefined: it was not there. */
  candle(of: CandlesOf, openTime: number, at: number): string | undefined;
  /** The same of closed candles, from the one that opens at `from` to the one that opens at `to`. */
  closedCandles(of: CandlesOf, from: number, to: number): ReadonlyMap<number, string>;
  /** Times of the trades after `from` up to `to`, exchange ms. */
  tradeTimes(code: string, from: number, to: number): number[];
  /** Id of the last aggregate trade at or before an instant. */
  lastTradeId(code: string, at: number): number;
  /** The same of single trades, of which an aggregate one may hold several. */
  lastFillId(code: string, at: number): number;
  /** Stored members of the aggregate trades of these ids, also of those that the exchange no longer gives. */
  trades(code: string, from: number, to: number, at: number): ReadonlyMap<number, string>;
  /** What the stream of forced orders tells of the trades of this ms; none where there are no such orders. */
  forcedOrders(code: string, time: number): readonly unknown[];
  /** From when on there are candles of a feed, exchange ms: a contract's own, or those of what it is of. */
  listedAt(code: string, feed: FeedName): number;
}

export type Truths = Readonly<Record<Market, Truth>>;

/** How many pairs and contracts the simulator was to have at least. */
export interface Traded {
  readonly pairs?: number;
  readonly contracts?: number;
}

/** What was traded on each market. @param seed of the simulator that the collectors ask @param now when it was started, exchange ms */
export function createTruths(seed: string, now = Date.now(), { pairs = 0, contracts = 0 }: Traded = {}): Truths {
  const spot = createSpot(seed, pairs);
  return { spot: truthOf(spot), usdm: truthOf(createFutures(spot.listings, seed, now, contracts)) };
}

const MOST = 1000;
/** The fields of a candle in the order in which the exchange sends them. */
const sent: readonly (string | undefined)[] = klineColumns.map((column) => column?.name);

function truthOf(market: SimulatedMarket): Truth {
  const { answer } = market;
  const closed = new Map<string, Map<number, string>>();
  const listingOf = (code: string) => market.listings.get(code.toUpperCase());

  const candles = ({ code, collector }: CandlesOf, span: Asked['params'], at: number): readonly unknown[][] => {
    const { path, params } = market.candlesOf(code.toUpperCase(), collector.feed);
    const interval = intervalName(collector.interval ?? 1);
    try {
      return answer({ path, params: { ...params, interval, limit: MOST, ...span } }, at) as unknown[][];
    } catch (error) {
      // Of contracts that a pair does not have there are none.
      const isNone = error instanceof ApiError && error.code === apiErrors.badSymbol().code;
      if (isNone && params.pair !== undefined) return [];
      throw error;
    }
  };

  return {
    answer,
    candle(of, openTime, at) {
      const [row] = candles(of, { startTime: openTime, limit: 1 }, at);
      return row?.[0] === openTime ? storedFields(row, of.collector) : undefined;
    },
    closedCandles(of, from, to) {
      const name = `${of.code} ${of.collector.name}`;
      const known = closed.get(name) ?? new Map<number, string>();
      closed.set(name, known);
      const { interval = 1 } = of.collector;
      const at = nextOpenTime(interval, to);
      for (let start = from; start <= to; ) {
        if (known.has(start)) {
          start = nextOpenTime(interval, start);
          continue;
        }
        const rows = candles(of, { startTime: start, endTime: to }, at);
        for (const row of rows) known.set(Number(row[0]), storedFields(row, of.collector));
        const last = rows.at(-1)?.[0];
        if (last === undefined) break;
        start = nextOpenTime(interval, Number(last));
      }
      return known;
    },
    tradeTimes(code, from, to) {
      const listing = listingOf(code);
      if (listing === undefined) return [];
      const span = { fromId: undefined, from: Math.floor(from) + 1, to: Math.floor(to), limit: Infinity };
      return selectOrders(listing.trading, instantOf(listing, span.to), span).map(({ time }) => time);
    },
    lastTradeId(code, at) {
      const listing = listingOf(code);
      return listing?.trading.lastOrder(instantOf(listing, Math.floor(at)))?.id ?? -1;
    },
    lastFillId(code, at) {
      const listing = listingOf(code);
      const order = listing?.trading.lastOrder(instantOf(listing, Math.floor(at)));
      return order === undefined ? -1 : order.firstTradeId + order.fills - 1;
    },
    trades(code, from, to, at) {
      const listing = listingOf(code);
      if (listing === undefined || to < from) return new Map();
      const { trading } = listing;
      const span = { fromId: from, from: undefined, to: undefined, limit: to - from + 1 };
      const orders = selectOrders(trading, instantOf(listing, Math.floor(at)), span);
      return new Map(orders.map((order) => [order.id, JSON.stringify(market.tradeOf(order, trading.scale))]));
    },
    forcedOrders: (code, time) => market.forcedOrders(code.toUpperCase(), time),
    listedAt: (code, feed) => market.listedAt(code.toUpperCase(), feed),
  };
}

/** What the exchange sends under the names of the table's columns; the state is ours. */
function storedFields(row: readonly unknown[], { row: table }: Collector): string {
  if (table.shape !== 'series') throw new TypeError('no candles');
  const columns = table.columns.filter((column) => column === null || column.name !== table.changes?.state);
  return JSON.stringify(columns.map((column) => row[sent.indexOf(column?.name)]));
}
