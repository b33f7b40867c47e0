import { isPositive } from '../../../../model/decimals.ts';
import type { LatestFeed } from '../../../../model/feed.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { streamOf, text, untypedEventOf } from '../../events/event.ts';
import { count, decimal, object } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';
import { figuresOfTop } from '../figuresOf.ts';
import { topOf } from '../topOf.ts';

/** Best bid and ask of all pairs in one call. An empty side is zero. The answer carries no time and no id. */
export const bookTicker = (): LatestFeed<RawBookTicker> => ({
  shape: 'latest',
  rowSchema: object({
    symbol: { type: 'string' },
    bidPrice: decimal,
    bidQty: decimal,
    askPrice: decimal,
    askQty: decimal,
  }),
  request: (query) => ({
    path: '/api/v3/ticker/bookTicker',
    params: { symbols: symbolList(query.pairs) },
    weight: 4,
  }),
  entries: entriesBySymbol,
  // Zeros on both sides mean that there is no book: nobody has an order, or the pair is halted.
  valueOf: ({ bidPrice, askPrice }, { text }) =>
    isPositive(bidPrice) || isPositive(askPrice) ? { value: text } : null,
  streamed: {
    by: 'entry',
    streamsOf: (symbol) => [streamOf(symbol, '@bookTicker')],
    topOf,
    figuresOf: figuresOfTop,
    entryOf(event, symbol) {
      const { u, b, B, a, A } = readEvent(event, symbol);
      const row: RawBookTicker = { symbol, bidPrice: b, bidQty: B, askPrice: a, askQty: A };
      return { symbol, row, text: JSON.stringify(row), order: u };
    },
  },
});

const readEvent = untypedEventOf<BookTickerEvent>('bookTicker', {
  ...object({ u: count, s: text, b: decimal, B: decimal, a: decimal, A: decimal }),
  // Spot names no type. What names another one is none of these.
  not: { required: ['e'], properties: { e: { not: { const: 'bookTicker' } } } },
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

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-book-ticker-streams
 * `{"u":400900217,"s":"BTCUSDT","b":"10.50","B":"3.0","a":"10.51","A":"1.2"}`: the book's last update, best bid, best ask
 */
interface BookTickerEvent {
  readonly u: number;
  readonly s: string;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}
