import { Big } from 'big.js';
import { spot } from '../../exchanges/binance/endpoints.ts';
import type { LatestFeed } from '../feed.ts';
import { bySymbol } from './bySymbol.ts';
import { arrayOf, decimal, object } from './fields.ts';

/** Latest price of all pairs in one call. It carries no time or id: a lagging replica of the exchange cannot be seen. */
export const price = (): LatestFeed<RawPrice[]> => ({
  shape: 'latest',
  schema: arrayOf(object({ symbol: { type: 'string' }, price: decimal })),
  request: (poll) => spot.price(poll.pairs),
  // A pair that was never traded answers zero, which is no price: it fails alone.
  parse: (raw, poll) =>
    bySymbol(
      raw.filter(({ price }) => Big(price).gt(0)),
      poll,
    ),
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 * `{"symbol":"BTCUSDT","price":"10.50000000"}`
 */
interface RawPrice {
  readonly symbol: string;
  readonly price: string;
}
