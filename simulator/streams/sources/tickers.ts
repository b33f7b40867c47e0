import { fullRow, miniRow } from '../../endpoints/dayTicker.ts';
import type { Listing } from '../../trading/pairs.ts';
import type { WriteTime } from '../publication.ts';
import { nextTick } from '../source.ts';
import type { PairTelling } from './pairSource.ts';

export const TICKER_EVERY = 1000;

/** One pair's figures at an instant. */
export interface Ticker {
  /** All that makes it another one than before, times apart. */
  readonly mark: string;
  dataOf(time: WriteTime): Readonly<Record<string, unknown>>;
}

export type TickerOf<Kind extends Listing = Listing> = (listing: Kind, now: number) => Ticker;

/** `<symbol>@miniTicker`. */
export const miniTicker: TickerOf = (listing, now) => {
  const row = miniRow(listing, now);
  const { symbol: s, openPrice: o, highPrice: h, lowPrice: l, lastPrice: c, volume: v, quoteVolume: q } = row;
  return {
    mark: `${row.firstId} ${row.lastId}`,
    dataOf: (time) => ({ e: '24hrMiniTicker', E: time(now), s, c, o, h, l, v, q }),
  };
};

/** `<symbol>@ticker`. */
export const dayTicker: TickerOf = (listing, now) => {
  const row = fullRow(listing, now);
  return {
    mark: `${row.firstId} ${row.lastId} ${row.bidPrice} ${row.bidQty} ${row.askPrice} ${row.askQty}`,
    dataOf: (time) => ({
      e: '24hrTicker',
      E: time(now),
      s: row.symbol,
      p: row.priceChange,
      P: row.priceChangePercent,
      w: row.weightedAvgPrice,
      x: row.prevClosePrice,
      c: row.lastPrice,
      Q: row.lastQty,
      b: row.bidPrice,
      B: row.bidQty,
      a: row.askPrice,
      A: row.askQty,
      o: row.openPrice,
      h: row.highPrice,
      l: row.lowPrice,
      v: row.volume,
      q: row.quoteVolume,
      O: time(row.openTime),
      C: time(row.closeTime),
      F: row.firstId,
      L: row.lastId,
      n: row.count,
    }),
  };
};

/** A ticker's stream: each second, or as often as `everyMs` says, when it has changed. */
export function tickerTelling<Kind extends Listing>(
  tickerOf: TickerOf<Kind>,
  everyMs = TICKER_EVERY,
): PairTelling<Kind> {
  let told = '';
  return {
    start(listing, _instant, now) {
      told = tickerOf(listing, now).mark;
      return nextTick(now, everyMs);
    },
    tell(listing, _instant, now, emit) {
      const { mark, dataOf } = tickerOf(listing, now);
      if (mark !== told) emit(dataOf);
      told = mark;
      return nextTick(now, everyMs);
    },
  };
}
