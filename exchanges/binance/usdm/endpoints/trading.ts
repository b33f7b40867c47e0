import { always, type Endpoint, limit, type Params, requiredSymbol, span } from '../../../../model/endpoint.ts';
import { arrayOf, count, decimal, milliseconds, object, positiveDecimal } from '../../fields.ts';
import { aggTradeFields, type RawAggTrade } from '../../rawAggTrade.ts';

/** The numbers of levels that depth answers. */
export const depthLimits = [5, 10, 20, 50, 100, 500, 1000] as const;

function depthWeight({ limit: levels = 500 }: Params): number {
  const most = Number(levels);
  if (most <= 50) return 2;
  if (most <= 100) return 5;
  return most <= 500 ? 10 : 20;
}

/** Each level is judged by itself: the feed does. Orders that only retail traders can meet (RPI) are not in it. */
export const depth: Endpoint<RawDepth> = {
  path: '/fapi/v1/depth',
  params: { symbol: requiredSymbol, limit: { kind: 'choice', accepted: depthLimits, default: 500 } },
  weight: depthWeight,
  isMomentary: true,
  answers: 'object',
  row: object({ lastUpdateId: count, E: milliseconds, T: milliseconds, bids: arrayOf({}), asks: arrayOf({}) }),
};

/** `{"lastUpdateId":77001,"E":1790000000105,"T":1790000000101,"bids":[["10.50","3.00"]],"asks":[["10.51","1.20"]]}` */
export interface RawDepth {
  readonly lastUpdateId: number;
  readonly bids: readonly unknown[];
  readonly asks: readonly unknown[];
}

const trade = object(
  {
    id: count,
    price: positiveDecimal,
    qty: positiveDecimal,
    quoteQty: decimal,
    time: milliseconds,
    isBuyerMaker: { type: 'boolean' },
  },
  { isRPITrade: { type: 'boolean' } },
);

/** `{"id":9001,"price":"10.50","qty":"2.00","quoteQty":"21.00","time":1790000000123,"isBuyerMaker":false,"isRPITrade":false}` */
interface RawTrade {
  readonly id: number;
  readonly price: string;
  readonly qty: string;
  readonly quoteQty: string;
  readonly time: number;
  readonly isBuyerMaker: boolean;
}

export const trades: Endpoint<RawTrade> = {
  path: '/fapi/v1/trades',
  params: { symbol: requiredSymbol, limit: limit(1000, 500) },
  weight: always(5),
  answers: 'list',
  row: trade,
};

/** Of the last month. Dear since August 2026. */
export const historicalTrades: Endpoint<RawTrade> = {
  path: '/fapi/v1/historicalTrades',
  params: {
    symbol: requiredSymbol,
    limit: limit(500, 100),
    fromId: { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER },
  },
  weight: always(200),
  needsKey: true,
  answers: 'list',
  row: trade,
};

/** Of the last 48 hours. Trades of the insurance fund are not among them. */
export const aggTrades: Endpoint<RawFuturesTrade> = {
  path: '/fapi/v1/aggTrades',
  params: {
    symbol: requiredSymbol,
    fromId: { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER },
    ...span,
    limit: limit(1000, 500),
  },
  weight: always(20),
  answers: 'list',
  row: object(aggTradeFields, { nq: decimal }),
};

/** `{"a":501,"p":"10.50","q":"2.00","nq":"1.50","f":9001,"l":9003,"T":1790000000123,"m":false}` */
export interface RawFuturesTrade extends RawAggTrade {
  /** The quantity without orders that only retail traders can meet; absent in answers from before June 2026. */
  readonly nq?: string;
}
