import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { eventOf, streamOf } from '../../events/event.ts';
import { lastTradeOf } from '../../events/lastTrade.ts';
import { decimal, isFuture, milliseconds, object, signedDecimal } from '../../fields.ts';
import { symbolList } from '../../symbolList.ts';
import { figuresOfDay } from '../figuresOf.ts';

const id = { type: 'integer', minimum: -1, maximum: Number.MAX_SAFE_INTEGER };

/** Figures of the last 24 hours. One call asks for twenty pairs, because so many cost no more than one. */
export const highLow = (): LatestFeed<RawTicker24hr> => ({
  shape: 'latest',
  rowSchema: object({
    symbol: { type: 'string' },
    priceChange: signedDecimal,
    priceChangePercent: signedDecimal,
    weightedAvgPrice: decimal,
    prevClosePrice: decimal,
    lastPrice: decimal,
    lastQty: decimal,
    bidPrice: decimal,
    bidQty: decimal,
    askPrice: decimal,
    askQty: decimal,
    openPrice: decimal,
    highPrice: decimal,
    lowPrice: decimal,
    volume: decimal,
    quoteVolume: decimal,
    openTime: milliseconds,
    closeTime: milliseconds,
    // -1 if there was no trade.
    firstId: id,
    lastId: id,
    count: id,
  }),
  request: (query) => ({
    path: '/api/v3/ticker/24hr',
    params: { symbols: symbolList(query.pairs) },
    weight: weightOf(query.pairs.length),
  }),
  entries: entriesBySymbol,
  // The end of the window tells a newer state from an older one.
  valueOf({ closeTime }, { text, symbol }, query) {
    // If it were stored, every later value that is right would be refused for a minute.
    if (isFuture(closeTime, query))
      throw new InvalidPayload(`the figures of ${symbol} end in the future: ${closeTime}`);
    return { value: text, order: closeTime };
  },
  streamed: {
    by: 'entry',
    streamsOf: (symbol) => [streamOf(symbol, '@ticker')],
    lastTradeOf,
    figuresOf: figuresOfDay,
    entryOf(event, symbol) {
      const row = rowOf(readEvent(event, symbol));
      // Not the event's own time: answers have none, and all values of a pair must have one order, wherever they are from.
      return { symbol, row, text: JSON.stringify(row), order: row.closeTime };
    },
  },
});

const readEvent = eventOf<TickerEvent>('24hrTicker', {
  p: signedDecimal,
  P: signedDecimal,
  w: decimal,
  x: decimal,
  c: decimal,
  Q: decimal,
  b: decimal,
  B: decimal,
  a: decimal,
  A: decimal,
  o: decimal,
  h: decimal,
  l: decimal,
  v: decimal,
  q: decimal,
  O: milliseconds,
  C: milliseconds,
  F: id,
  L: id,
  n: id,
});

/** The event with the names and in the order of an answer. */
const rowOf = (event: TickerEvent) => ({
  symbol: event.s,
  priceChange: event.p,
  priceChangePercent: event.P,
  weightedAvgPrice: event.w,
  prevClosePrice: event.x,
  lastPrice: event.c,
  lastQty: event.Q,
  bidPrice: event.b,
  bidQty: event.B,
  askPrice: event.a,
  askQty: event.A,
  openPrice: event.o,
  highPrice: event.h,
  lowPrice: event.l,
  volume: event.v,
  quoteVolume: event.q,
  openTime: event.O,
  closeTime: event.C,
  firstId: event.F,
  lastId: event.L,
  count: event.n,
});

function weightOf(symbols: number): number {
  if (symbols <= 20) return 2;
  return symbols <= 100 ? 40 : 80;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#24hr-ticker-price-change-statistics
 * `{"symbol":"BTCUSDT","priceChange":"0.5", … "highPrice":"11.0","lowPrice":"9.8", … "closeTime":1790000000000,"firstId":1,"lastId":900,"count":900}`
 */
interface RawTicker24hr {
  readonly symbol: string;
  readonly closeTime: number;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-ticker-streams
 * `{"e":"24hrTicker","E":1790000000005,"s":"BTCUSDT","p":"0.5", … "h":"11.0","l":"9.8", … "C":1790000000000,"F":1,"L":900,"n":900}`
 */
interface TickerEvent
  extends Readonly<Record<'s' | 'p' | 'P' | 'w' | 'x' | 'c' | 'Q' | 'b' | 'B' | 'a' | 'A', string>> {
  readonly o: string;
  readonly h: string;
  readonly l: string;
  readonly v: string;
  readonly q: string;
  readonly O: number;
  readonly C: number;
  readonly F: number;
  readonly L: number;
  readonly n: number;
}
