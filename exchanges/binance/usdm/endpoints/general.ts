import { always, type Endpoint } from '../../../../model/endpoint.ts';
import { milliseconds, object } from '../../fields.ts';
import { pingAt, timeAt } from '../../serverEndpoints.ts';

const text = { type: 'string' };

/** https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api */
export const ping = pingAt('/fapi/v1/ping');
export const time = timeAt('/fapi/v1/time');

/** What the exchange says of a contract, as far as anybody here reads it. A perpetual contract's `deliveryDate` lies in 2100. */
export const listedSymbol = object({
  symbol: text,
  pair: text,
  contractType: text,
  deliveryDate: milliseconds,
  onboardDate: milliseconds,
  status: text,
  baseAsset: text,
  quoteAsset: text,
  marginAsset: text,
  underlyingType: text,
  filters: { type: 'array', items: object({ filterType: text }) },
});

/** All contracts; nothing can be asked for by itself. */
export const exchangeInfo: Endpoint<RawExchangeInfo> = {
  path: '/fapi/v1/exchangeInfo',
  params: {},
  weight: always(1),
  answers: 'object',
  row: object({
    serverTime: milliseconds,
    rateLimits: { type: 'array' },
    symbols: { type: 'array', items: listedSymbol },
  }),
};

/**
 * `{"timezone":"UTC","serverTime":1790000000000,"futuresType":"U_MARGINED","rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE",
 *   "intervalNum":1,"limit":2400}],"exchangeFilters":[],"assets":[…],"symbols":[{"symbol":"BTCUSDT","pair":"BTCUSDT","contractType":"PERPETUAL",
 *   "deliveryDate":4133404800000,"onboardDate":1569398400000,"status":"TRADING","filters":[…],…}]}`
 */
interface RawExchangeInfo {
  readonly rateLimits: readonly unknown[];
  readonly symbols: readonly RawListed[];
}

export interface RawListed {
  readonly symbol: string;
  readonly pair: string;
  readonly contractType: string;
  /** ms; of a contract that is to end: when. */
  readonly deliveryDate: number;
  readonly status: string;
}
