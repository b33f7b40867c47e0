import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { dayReader, spotDayFields } from '../../events/dayTicker.ts';
import { asAnswered, streamOf } from '../../events/event.ts';
import { lastTradeOf } from '../../events/lastTrade.ts';
import { decimal, isFuture, milliseconds, object, signedDecimal } from '../../fields.ts';
import { figuresOfDay } from '../../figuresOf.ts';
import { symbolList } from '../../symbolList.ts';

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
      const row = readEvent(event, symbol);
      // Not the event's own time: answers have none, and all values of a pair must have one order, wherever they are from.
      return asAnswered(row, row.closeTime);
    },
  },
});

const readEvent = dayReader(spotDayFields);

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
