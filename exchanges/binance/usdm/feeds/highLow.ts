import type { LatestFeed } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { dayFields, dayReader } from '../../events/dayTicker.ts';
import { asAnswered } from '../../events/event.ts';
import { lastTradeOf } from '../../events/lastTrade.ts';
import { isFuture } from '../../fields.ts';
import { figuresOfDay } from '../../figuresOf.ts';
import { rowsOfAll } from '../allSymbols.ts';
import { askForAll, entriesOfAsked } from '../ask.ts';
import { type RawDay, ticker24hr } from '../endpoints/tickers.ts';

/** Figures of the last 24 hours. The end of the window tells a newer state from an older one. */
export const highLow = (): LatestFeed<RawDay> => ({
  shape: 'latest',
  rowSchema: ticker24hr.row,
  request: (query) => askForAll('ticker/24hr', query),
  entries: entriesOfAsked,
  valueOf({ closeTime }, { text, symbol }, query) {
    // If it were stored, every later value that is right would be refused.
    if (isFuture(closeTime, query))
      throw new InvalidPayload(`the figures of ${symbol} end in the future: ${closeTime}`);
    return { value: text, order: closeTime };
  },
  streamed: {
    by: 'entry',
    // The stream of a single symbol tells each other second only.
    streamsOf: () => ['!ticker@arr'],
    isOf: (event, symbol) => rowsOfAll(event).has(symbol),
    lastTradeOf: (event, symbol) => lastTradeOf(rowsOfAll(event).get(symbol)),
    figuresOf: figuresOfDay,
    entryOf(event, symbol) {
      const row = readDay(rowsOfAll(event).get(symbol), symbol);
      return asAnswered(row, row.closeTime);
    },
  },
});

/** https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/All-Market-Tickers-Streams */
const readDay = dayReader(dayFields);
