import type { Interval } from '../../../../markets/markets.js';
import { spot } from '../../../../markets/spot.js';
import { candleShapeOf } from '../../../../model/candle.ts';
import { type AskedSeries, onlyPair } from '../../../../model/feed.ts';
import { candleFeed } from '../../candleFeed.ts';
import { intervalName } from '../../intervals.ts';
import { faultOfVolumes, fieldsOfKline, type RawKline, textsOfKlines } from '../../rawKline.ts';
import { streamedCandles } from '../../streamedCandles.ts';
import { ask } from '../ask.ts';
import { klines as klinesEndpoint, PAGE_ROWS } from '../endpoints/candles.ts';

/** The first poll ever: ten pages of GetData at once, and a short reply. */
const FIRST_ROWS = 100;

/** Candles of one interval. The weight does not depend on the rows, so a poll asks for all that has come since the last one. */
export function klines(_options: object, minutes: Interval | undefined): AskedSeries<RawKline> {
  const interval = minutes ?? 1;
  return {
    ...candleFeed<RawKline>({
      interval,
      shape: candleShapeOf(spot.feeds.klines),
      rowSchema: klinesEndpoint.row,
      ask: (query, limit, span = {}) =>
        ask('klines', { symbol: onlyPair(query), interval: intervalName(interval), limit, ...span }),
      pageRows: PAGE_ROWS,
      firstRows: FIRST_ROWS,
      fieldsOf: fieldsOfKline,
      faultOf: faultOfVolumes,
      textsOf: textsOfKlines,
    }),
    streamed: streamedCandles(interval, { closesWithinMs: 3_000 }),
  };
}
