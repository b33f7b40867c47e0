import { spot } from '../../exchanges/binance/endpoints.ts';
import type { LatestFeed } from '../feed.ts';
import { bySymbol } from './bySymbol.ts';
import { arrayOf, count, object } from './fields.ts';

/** Status, assets and filters of all pairs in one call; the market's limits and each pair's status come with it. */
export const pairInfo = (): LatestFeed<RawExchangeInfo> => ({
  shape: 'latest',
  schema: object({
    serverTime: count,
    rateLimits: arrayOf(
      object({ rateLimitType: { type: 'string' }, interval: { type: 'string' }, intervalNum: count, limit: count }),
    ),
    symbols: arrayOf(
      object({
        symbol: { type: 'string' },
        status: { type: 'string' },
        baseAsset: { type: 'string' },
        quoteAsset: { type: 'string' },
        filters: arrayOf(object({ filterType: { type: 'string' } })),
      }),
    ),
  }),
  request: (poll) => spot.exchangeInfo(poll.pairs),
  parse: (raw, poll) => bySymbol(raw.symbols, poll),
  facts(raw) {
    const weight = raw.rateLimits.find(
      (limit) => limit.rateLimitType === 'REQUEST_WEIGHT' && limit.interval === 'MINUTE',
    );
    return {
      // A limit that would not even let us ask again is no limit to believe.
      limits:
        weight === undefined || weight.limit < 100
          ? null
          : { weightPerMinute: weight.limit / Math.max(1, weight.intervalNum) },
      statuses: new Map(raw.symbols.map((row) => [row.symbol, row.status])),
    };
  },
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 * `{"timezone":"UTC","serverTime":1790000000000,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
 *   "symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[…]}]}`
 */
interface RawExchangeInfo {
  readonly rateLimits: readonly { rateLimitType: string; interval: string; intervalNum: number; limit: number }[];
  readonly symbols: readonly { symbol: string; status: string }[];
}
