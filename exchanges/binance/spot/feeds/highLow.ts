import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { entriesBySymbol } from '../../bySymbol.ts';
import { dayReader, spotDayFields } from '../../events/dayTicker.ts';
import { asAnswered, streamOf } from '../../events/event.ts';
import { lastTradeOf } from '../../events/lastTrade.ts';
import { isFuture } from '../../fields.ts';
import { figuresOfDay } from '../../figuresOf.ts';
import { symbolList } from '../../symbolList.ts';
import { ask } from '../ask.ts';
import { type RawDay, ticker24hr } from '../endpoints/tickers.ts';

/** Figures of the last 24 hours. One call asks for twenty pairs, because so many cost no more than one. */
export const highLow = (): LatestFeed<RawDay> => ({
  shape: 'latest',
  rowSchema: ticker24hr.row,
  request: (query) => ask('ticker/24hr', { symbols: symbolList(query.pairs) }),
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
