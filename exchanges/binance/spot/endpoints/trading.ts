import { always, type Endpoint, limit, type Params, requiredSymbol, span } from '../../../../model/endpoint.ts';
import type { RawBook } from '../../book.ts';
import { arrayOf, count, milliseconds, object, positiveDecimal } from '../../fields.ts';
import { aggTradeFields, type RawAggTrade } from '../../rawAggTrade.ts';
import { PAGE_ROWS } from '../../tradeSeries.ts';
import { symbolStatus } from '../statuses.ts';

function depthWeight({ limit: levels = 100 }: Params): number {
  const most = Number(levels);
  if (most <= 100) return 5;
  if (most <= 500) return 25;
  return most <= 1000 ? 50 : 250;
}

/**
 * Each level is judged by itself: the feed does.
 * `{"lastUpdateId":77001,"bids":[["10.50","3.00"]],"asks":[["10.51","1.20"]]}`, bids falling, asks rising
 */
export const depth: Endpoint<RawBook> = {
  path: '/api/v3/depth',
  params: { symbol: requiredSymbol, limit: limit(5000, 100), symbolStatus },
  weight: depthWeight,
  isMomentary: true,
  answers: 'object',
  row: object({ lastUpdateId: count, bids: arrayOf({}), asks: arrayOf({}) }),
};

/** Single trades, the newest. */
export const trades: Endpoint<RawTrade> = {
  path: '/api/v3/trades',
  params: { symbol: requiredSymbol, limit: limit(PAGE_ROWS, 500) },
  weight: always(25),
  answers: 'list',
  row: object({
    id: count,
    price: positiveDecimal,
    qty: positiveDecimal,
    time: milliseconds,
    isBuyerMaker: { type: 'boolean' },
  }),
};

const fromId = { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER } as const;

/** From a number on; it needs no key. */
export const historicalTrades: Endpoint<RawTrade> = {
  ...trades,
  path: '/api/v3/historicalTrades',
  params: { ...trades.params, fromId },
};

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#recent-trades-list
 * `{"id":9001,"price":"10.50","qty":"2.00","quoteQty":"21.00","time":1790000000123,"isBuyerMaker":false,"isBestMatch":true}`
 */
export interface RawTrade {
  readonly id: number;
  readonly price: string;
  readonly qty: string;
  readonly time: number;
  readonly isBuyerMaker: boolean;
}

/** `fromId` and times exclude each other. */
export const aggTrades: Endpoint<RawAggTrade> = {
  path: '/api/v3/aggTrades',
  params: { symbol: requiredSymbol, fromId, ...span, limit: limit(PAGE_ROWS, 500) },
  weight: always(4),
  answers: 'list',
  row: object(aggTradeFields),
};
