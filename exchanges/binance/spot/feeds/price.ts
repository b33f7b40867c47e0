import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { priceOfTrades } from '../../events/aggTrade.ts';
import { decimal, object } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';

/**
 * Latest price of all pairs in one call. It carries no time and no id, so a late answer of a lagging exchange server cannot be recognised.
 */
export const price = (): LatestFeed<RawPrice> => ({
  shape: 'latest',
  rowSchema: object({ symbol: { type: 'string' }, price: decimal }),
  request: (query) => ({ path: '/api/v3/ticker/price', params: { symbols: symbolList(query.pairs) }, weight: 4 }),
  entries: entriesBySymbol,
  // Zero is no price: the pair was never traded.
  valueOf: ({ price }, { text }) => (isPositive(price) ? { value: text } : null),
  // Answers have no number: that of the trade tells the newer one.
  streamed: priceOfTrades(({ s: symbol, p: price, a }) => [{ symbol, price }, a]),
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 * `{"symbol":"BTCUSDT","price":"10.50000000"}`
 */
interface RawPrice {
  readonly symbol: string;
  readonly price: string;
}
