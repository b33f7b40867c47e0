import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { priceOfTrades } from '../../events/aggTrade.ts';
import { isFuture } from '../../fields.ts';
import { askForAll, entriesOfAsked } from '../ask.ts';
import { type RawPrice, tickerPriceV2 } from '../endpoints/tickers.ts';

/** Latest price. The time of the last trade tells a newer one from an older one. */
export const price = (): LatestFeed<RawPrice> => ({
  shape: 'latest',
  rowSchema: tickerPriceV2.row,
  request: (query) => askForAll('v2/ticker/price', query),
  entries: entriesOfAsked,
  valueOf({ price, time }, { text, symbol }, query) {
    // Zero is no price: the contract was never traded.
    if (!isPositive(price)) return null;
    if (isFuture(time, query)) throw new InvalidPayload(`the price of ${symbol} is of the future: ${time}`);
    return { value: text, order: time };
  },
  streamed: priceOfTrades(({ s: symbol, p: price, T: time }) => [{ symbol, price, time }, time]),
});
