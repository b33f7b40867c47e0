import { spotIntervals } from '../intervals.ts';
import type { Source } from './source.ts';
import { createAllTickers } from './sources/allTickers.ts';
import { avgPriceTelling } from './sources/avgPrice.ts';
import { bookTickerTelling } from './sources/bookTicker.ts';
import { depthTelling, partialDepthTelling } from './sources/depth.ts';
import { spotKlines } from './sources/klines.ts';
import { createPairSource, type PairTelling } from './sources/pairSource.ts';
import { dayTicker, miniTicker, type TickerOf, tickerTelling } from './sources/tickers.ts';
import { aggTradeTelling, tradeTelling } from './sources/trades.ts';
import { windowTicker } from './sources/windowTicker.ts';
import type { StreamKind } from './streamName.ts';

/** What makes the events of a stream. */
export function createSource(stream: StreamKind): Source {
  const { symbol } = stream;
  if (symbol === undefined) return createAllTickers(tickerOf(stream));
  return createPairSource(symbol, tellingOf(stream), stream.kind === 'avgPrice');
}

function tellingOf(stream: StreamKind): PairTelling {
  switch (stream.kind) {
    case 'aggTrade':
      return aggTradeTelling();
    case 'trade':
      return tradeTelling();
    case 'bookTicker':
      return bookTickerTelling();
    case 'avgPrice':
      return avgPriceTelling();
    case 'depth':
      return depthTelling(stream.everyMs);
    case 'partialDepth':
      return partialDepthTelling(stream.levels, stream.everyMs);
    case 'kline': {
      const interval = spotIntervals.get(stream.interval);
      if (interval === undefined) throw new Error(`no interval ${stream.interval}`);
      return spotKlines(stream.interval, interval);
    }
    default:
      return tickerTelling(tickerOf(stream));
  }
}

function tickerOf(stream: StreamKind): TickerOf {
  if (stream.kind === 'windowTicker') return windowTicker(stream.window);
  return stream.kind === 'miniTicker' ? miniTicker : dayTicker;
}
