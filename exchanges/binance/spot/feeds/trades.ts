import type { OptionsOf, SpotFeeds } from '../../../../markets/tableTypes.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { type AskedSeries, type FeedQuery, onlyPair } from '../../../../model/feed.ts';
import { lastTradeOf } from '../../events/lastTrade.ts';
import { readTrade, tradesOf } from '../../events/trade.ts';
import type { RawAggTrade } from '../../rawAggTrade.ts';
import {
  aggTradeSeries,
  faultOfTime,
  firstOf,
  idIn,
  lastTradeIn,
  PAGE_ROWS,
  pageEndingWith,
  tradeSeries,
} from '../../tradeSeries.ts';
import { ask } from '../ask.ts';
import { aggTrades as aggTradesEndpoint, type RawTrade, trades as tradesEndpoint } from '../endpoints/trading.ts';

/**
 * Trades, stored as a, p, q, f, l, T, m: id, price, quantity, first and last raw trade id, time, buyer is maker.
 *
 * `aggTrades` asks from the last stored id on. So it misses nothing, and the first row shows that the ids still mean the same. Raw `trades`
 * cannot be asked so and cost six times as much: of more than 1000 trades between two polls the newest come at once, the others later, as
 * those of a gap.
 */
export const trades = ({ source }: OptionsOf<SpotFeeds['trades']>): AskedSeries =>
  source === 'trades' ? (rawTrades as AskedSeries) : (aggTrades as AskedSeries);

/** Aggregate trades from an id on (inclusive), or the newest. */
const askAggTrades = (query: FeedQuery, fromId?: number): ExchangeRequest =>
  ask('aggTrades', { symbol: onlyPair(query), limit: PAGE_ROWS, ...(fromId !== undefined && { fromId }) });

/** The first aggregate trade from a time on. */
const askAggTradeAt = (query: FeedQuery, startTime: number): ExchangeRequest =>
  ask('aggTrades', { symbol: onlyPair(query), limit: 1, startTime });

/** Raw trades from an id on (inclusive), or the newest. */
const askTrades = (query: FeedQuery, fromId?: number): ExchangeRequest => {
  const params = { symbol: onlyPair(query), limit: PAGE_ROWS };
  return fromId === undefined ? ask('trades', params) : ask('historicalTrades', { ...params, fromId });
};

const aggTrades = aggTradeSeries<RawAggTrade>({
  rowSchema: aggTradesEndpoint.row,
  ask: askAggTrades,
  askAt: askAggTradeAt,
  fieldsOf: ({ a, p, q, f, l, T, m }) => [a, p, q, f, l, T, m],
});

const rawTrades: AskedSeries<RawTrade> = {
  ...tradeSeries,
  kind: 'trades',
  rowSchema: tradesEndpoint.row,
  request: (query) => askTrades(query),
  faultOf: ({ time }, query) => faultOfTime(time, query),
  scoreOf: (row) => idIn((Object(row) as Partial<RawTrade>).id),
  toRows: (rows) =>
    rows.map(({ row: { id, price, qty, time, isBuyerMaker } }) => ({
      score: id,
      member: JSON.stringify([id, price, qty, id, id, time, isBuyerMaker]),
    })),
  hasMore: () => false,
  older: {
    between: (query, fromId) => askTrades(query, fromId),
    history: (query, before) => askTrades(query, pageEndingWith(before)),
    // They cannot be asked for by time, and aggregate ones tell which are in them.
    firstAt: { request: askAggTradeAt, scoreIn: (data) => idIn(firstOf(data).f) },
  },
  streamed: {
    by: 'rows',
    streamsOf: (symbol) => [tradesOf(symbol)],
    lastTradeOf,
    lastTradeIn,
    rowOf(event, symbol): RawTrade {
      const { t, p, q, T, m } = readTrade(event, symbol);
      return { id: t, price: p, qty: q, time: T, isBuyerMaker: m };
    },
  },
};
