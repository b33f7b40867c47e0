import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { priceOfTrades } from '../../events/aggTrade.ts';
import { symbolList } from '../../symbolList.ts';
import { ask } from '../ask.ts';
import { type RawPrice, tickerPrice } from '../endpoints/tickers.ts';

/**
 * Latest price of all pairs in one call. It carries no time and no id, so a late answer of a lagging exchange server cannot be recognised.
 */
export const price = (): LatestFeed<RawPrice> => ({
  shape: 'latest',
  rowSchema: tickerPrice.row,
  request: (query) => ask('ticker/price', { symbols: symbolList(query.pairs) }),
  entries: entriesBySymbol,
  // Zero is no price: the pair was never traded.
  valueOf: ({ price }, { text }) => (isPositive(price) ? { value: text } : null),
  // Answers have no number: that of the trade tells the newer one.
  streamed: priceOfTrades(({ s: symbol, p: price, a }) => [{ symbol, price }, a]),
});
