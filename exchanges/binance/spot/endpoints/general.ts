import { always, type Endpoint, symbol, symbols } from '../../../../model/endpoint.ts';
import { object } from '../../fields.ts';
import { pingAt, timeAt } from '../../serverEndpoints.ts';
import { symbolStatus } from '../statuses.ts';

const text = { type: 'string' };

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints */
export const ping = pingAt('/api/v3/ping');
export const time = timeAt('/api/v3/time');

/** What the exchange says of a pair, as far as anybody here reads it. */
export const listedSymbol = object({
  symbol: text,
  status: text,
  baseAsset: text,
  quoteAsset: text,
  filters: { type: 'array' },
});

/** Some pairs, or all; one that is not known fails the whole. */
export const exchangeInfo: Endpoint<RawExchangeInfo> = {
  path: '/api/v3/exchangeInfo',
  params: {
    symbol,
    symbols,
    // One, or a JSON list.
    permissions: { kind: 'text', pattern: /^(?:[A-Z0-9_]+|\["[A-Z0-9_]+"(?:,"[A-Z0-9_]+")*\])$/ },
    showPermissionSets: { kind: 'choice', accepted: ['true', 'false'] },
    symbolStatus,
  },
  weight: always(20),
  // Of all symbols it has 18 MB, nearly all of which are the sets of permissions.
  isTooLong: ({ showPermissionSets, ...which }) =>
    showPermissionSets !== 'false' && Object.values(which).every((value) => value === undefined),
  answers: 'object',
  row: object({ rateLimits: { type: 'array' }, symbols: { type: 'array', items: listedSymbol } }),
};

/**
 * `{"timezone":"UTC","serverTime":1790000000000,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
 *   "exchangeFilters":[],"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[…],…}]}`
 */
interface RawExchangeInfo {
  readonly rateLimits: readonly unknown[];
  readonly symbols: readonly unknown[];
}
