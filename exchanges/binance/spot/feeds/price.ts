import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { decimal, object } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';

/** Latest price of all pairs in one call. It carries no time or id: a lagging replica of the exchange cannot be seen. */
export const price = (): LatestFeed<RawPrice> => ({
  shape: 'latest',
  rowSchema: object({ symbol: { type: 'string' }, price: decimal }),
  request: (query) => ({ path: '/api/v3/ticker/price', params: { symbols: symbolList(query.pairs) }, weight: 4 }),
  entries: entriesBySymbol,
  // A pair that was never traded answers zero, which is no price.
  valueOf: ({ price }, { text }) => (isPositive(price) ? { value: text } : null),
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 * `{"symbol":"BTCUSDT","price":"10.50000000"}`
 */
interface RawPrice {
  readonly symbol: string;
  readonly price: string;
}
