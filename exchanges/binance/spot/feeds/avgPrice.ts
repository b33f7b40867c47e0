import { isPositive } from '../../../../model/decimals.ts';
import { type LatestFeed, onlyPair } from '../../../../model/feed.ts';
import { InvalidPayload } from '../../../../model/invalidPayload.ts';
import { eventOf, streamOf } from '../../events/event.ts';
import { decimal, isFuture, milliseconds } from '../../fields.ts';
import { ask } from '../ask.ts';
import { avgPrice as avgPriceEndpoint, type RawAvgPrice } from '../endpoints/tickers.ts';

/** Average price of the last minutes, one call a pair. `closeTime`, that of the last trade, tells an older value from a newer one. */
export const avgPrice = (): LatestFeed<RawAvgPrice> => ({
  shape: 'latest',
  rowSchema: avgPriceEndpoint.row,
  request: (query) => ask('avgPrice', { symbol: onlyPair(query) }),
  entries: ({ data, text }, query) => [{ symbol: onlyPair(query), row: data, text }],
  valueOf({ price, closeTime }, { text, symbol }, query) {
    // Zero is no price: the pair was never traded.
    if (!isPositive(price)) return null;
    // If it were stored, every later value that is right would be refused as older.
    if (isFuture(closeTime, query))
      throw new InvalidPayload(`the figures of ${symbol} end in the future: ${closeTime}`);
    return { value: text, order: closeTime };
  },
  streamed: {
    by: 'entry',
    streamsOf: (symbol) => [streamOf(symbol, '@avgPrice')],
    entryOf(event, symbol) {
      const { i, w, T } = readEvent(event, symbol);
      const row: RawAvgPrice = { mins: Number.parseInt(i, 10), price: w, closeTime: T };
      return { symbol, row, text: JSON.stringify(row), order: T };
    },
  },
});

const readEvent = eventOf<AvgPriceEvent>('avgPrice', {
  i: { type: 'string', pattern: '^[1-9]\\d{0,4}m$' },
  w: decimal,
  // Zero: the pair was never traded.
  T: { anyOf: [milliseconds, { const: 0 }] },
});

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#average-price
 * `{"e":"avgPrice","E":1694061155000,"s":"BTCUSDT","i":"5m","w":"9.35751834","T":1694061154503}`
 */
interface AvgPriceEvent {
  readonly s: string;
  readonly i: string;
  readonly w: string;
  readonly T: number;
}
