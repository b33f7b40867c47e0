import { type Interval, rowOf } from '../../../markets/markets.js';
import type { UsdmFeeds } from '../../../markets/tableTypes.ts';
import { type Candle, candleShapeOf } from '../../../model/candle.ts';
import { type AskedSeries, onlyPair, type SeriesFeed } from '../../../model/feed.ts';
import { candleFeed } from '../candleFeed.ts';
import { intervalName } from '../intervals.ts';
import { faultOfVolumes, fieldsOfKline, type RawKline, textsOfKlines } from '../rawKline.ts';
import { streamedCandles } from '../streamedCandles.ts';
import { ask, pairOf } from './ask.ts';
import { continuousCandles } from './continuousKline.ts';
import type { RawPriceCandle } from './endpoints/candles.ts';
import { endpoints } from './endpoints.ts';

/** So many rows cost 2, the least for each; so few as the first poll asks for cost 1, as each poll does. */
const PAGE_ROWS = 499;
const FIRST_ROWS = 99;

type Traded = 'klines' | 'continuousKlines';
type Priced = 'markPriceKlines' | 'indexPriceKlines' | 'premiumIndexKlines';

/** Asks by the symbol, or by the pair that the symbol is of, as the endpoint wants it. */
function common(feed: keyof UsdmFeeds, name: Traded | Priced, interval: Interval, contractType?: string) {
  return {
    interval,
    shape: candleShapeOf(rowOf('usdm', feed)),
    rowSchema: endpoints[name].row,
    ask: (query: Parameters<typeof onlyPair>[0], limit: number, span: object = {}) => {
      const symbol = onlyPair(query);
      const whose = 'pair' in endpoints[name].params ? { pair: pairOf(symbol) } : { symbol };
      const which = contractType === undefined ? {} : { contractType };
      return ask(name, { ...whose, ...which, interval: intervalName(interval), limit, ...span });
    },
    pageRows: PAGE_ROWS,
    firstRows: FIRST_ROWS,
  };
}

/** Candles of what was traded. @param contractType of whatever contract of the pair is the current one of its kind */
export const tradedCandles = (
  feed: keyof UsdmFeeds,
  name: Traded,
  interval: Interval = 1,
  contractType?: string,
): AskedSeries<RawKline> => ({
  ...candleFeed<RawKline>({
    ...common(feed, name, interval, contractType),
    fieldsOf: fieldsOfKline,
    faultOf: faultOfVolumes,
    textsOf: textsOfKlines,
  }),
  // The stream tells a close up to 2 s late.
  streamed:
    contractType === undefined
      ? streamedCandles(interval, { closesWithinMs: 0 })
      : continuousCandles(interval, contractType),
});

/** Candles of a price that nothing is traded at: what else the exchange sends in them means nothing, and is not stored. */
export const pricedCandles = (
  feed: keyof UsdmFeeds,
  name: Priced,
  interval: Interval = 1,
): SeriesFeed<RawPriceCandle> =>
  candleFeed<RawPriceCandle>({
    ...common(feed, name, interval),
    fieldsOf: ([openTime, open, high, low, close, , closeTime]): Candle => [
      openTime,
      open,
      high,
      low,
      close,
      closeTime,
    ],
  });
