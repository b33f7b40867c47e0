import { windowRow } from '../../endpoints/dayTicker.ts';
import { MINUTE } from '../../trading/calendar.ts';
import { windows } from '../streamName.ts';
import type { TickerOf } from './tickers.ts';

/** `<symbol>@ticker_<window>`: its window begins on a whole minute, so that it is up to a minute longer. */
export const windowTicker = (window: string): TickerOf => {
  const length = windows[window] ?? 0;
  return (listing, now) => {
    const row = windowRow(listing, Math.floor((now - length) / MINUTE) * MINUTE, now);
    return {
      mark: `${row.firstId} ${row.lastId}`,
      dataOf: (time) => ({
        e: `${window}Ticker`,
        E: time(now),
        s: row.symbol,
        p: row.priceChange,
        P: row.priceChangePercent,
        o: row.openPrice,
        h: row.highPrice,
        l: row.lowPrice,
        c: row.lastPrice,
        w: row.weightedAvgPrice,
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
};
