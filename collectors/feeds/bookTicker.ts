import { Big } from 'big.js';
import { spot } from '../../exchanges/binance/endpoints.ts';
import type { LatestFeed } from '../feed.ts';
import { bySymbol } from './bySymbol.ts';
import { arrayOf, decimal, object } from './fields.ts';

/** Best bid and ask of all pairs in one call. Zero where a side is empty. It carries no time or id. */
export const bookTicker = (): LatestFeed<RawBookTicker[]> => ({
  shape: 'latest',
  schema: arrayOf(
    object({ symbol: { type: 'string' }, bidPrice: decimal, bidQty: decimal, askPrice: decimal, askQty: decimal }),
  ),
  request: (poll) => spot.bookTicker(poll.pairs),
  // A halted pair answers zeros on both sides, which is no book: it fails alone.
  parse: (raw, poll) =>
    bySymbol(
      raw.filter(({ bidPrice, askPrice }) => Big(bidPrice).gt(0) || Big(askPrice).gt(0)),
      poll,
    ),
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 * `{"symbol":"BTCUSDT","bidPrice":"10.50","bidQty":"3.0","askPrice":"10.51","askQty":"1.2"}`
 */
interface RawBookTicker {
  readonly symbol: string;
  readonly bidPrice: string;
  readonly bidQty: string;
  readonly askPrice: string;
  readonly askQty: string;
}
