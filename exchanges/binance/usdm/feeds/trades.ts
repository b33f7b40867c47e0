import { onlyPair, type SeriesFeed } from '../../../../model/feed.ts';
import { aggTradeSeries, PAGE_ROWS } from '../../tradeSeries.ts';
import { ask } from '../ask.ts';
import { aggTrades, type RawFuturesTrade } from '../endpoints/trading.ts';

/** Aggregate trades, stored as a, p, q, f, l, T, m, nq: what spot's are, and the quantity without orders for retail traders. */
export const trades = (): SeriesFeed<RawFuturesTrade> =>
  aggTradeSeries<RawFuturesTrade>({
    rowSchema: aggTrades.row,
    ask: (query, fromId) =>
      ask('aggTrades', { symbol: onlyPair(query), limit: PAGE_ROWS, ...(fromId !== undefined && { fromId }) }),
    askAt: (query, startTime) => ask('aggTrades', { symbol: onlyPair(query), limit: 1, startTime }),
    fieldsOf: ({ a, p, q, f, l, T, m, nq = null }) => [a, p, q, f, l, T, m, nq],
  });
