import { isPositive } from '../../../../model/decimals.ts';
import { type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { count, decimal, isFuture, milliseconds, object } from '../../fields.ts';

/** What Binance answers for a pair that was never traded. */
const neverTraded = object({
  mins: count,
  price: { type: 'string', pattern: '^0+(\\.0+)?$' },
  closeTime: { const: 0 },
});

/** Average price of the last minutes, one call a pair. `closeTime`, that of the last trade, tells an older value from a newer one. */
export const avgPrice = (): LatestFeed<RawAvgPrice> => ({
  shape: 'latest',
  rowSchema: { anyOf: [object({ mins: count, price: decimal, closeTime: milliseconds }), neverTraded] },
  request: (query) => ({ path: '/api/v3/avgPrice', params: { symbol: onlyPair(query) }, weight: 2 }),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf({ price, closeTime }, { text, symbol }, query) {
    // Zero is no price: the pair was never traded.
    if (!isPositive(price)) return null;
    // If it were stored, every later value that is right would be refused as older.
    if (isFuture(closeTime, query))
      throw new InvalidPayload(`the figures of ${symbol} end in the future: ${closeTime}`);
    return { value: text, order: closeTime };
  },
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#current-average-price
 * `{"mins":5,"price":"9.35751834","closeTime":1694061154503}`
 */
interface RawAvgPrice {
  readonly mins: number;
  readonly price: string;
  readonly closeTime: number;
}
