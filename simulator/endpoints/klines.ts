import { type Interval, shifted, spotIntervals } from '../intervals.ts';
import type { Params } from '../params.ts';
import { createCache } from '../trading/cache.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { klineRow } from './klineRow.ts';
import { listCandles } from './listCandles.ts';
import { readInterval } from './readInterval.ts';
import { readTimeZone } from './timeZone.ts';

/** `/api/v3/klines` and `/api/v3/uiKlines`, which is the same here; a closed recorded candle is answered in the recording's own words. */
export const klines: Endpoint = {
  parameters: ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit'],
  answer({ params, now }) {
    const listing = params.listing();
    const interval = inZone(readInterval(params, spotIntervals), readTimeZone(params), params);
    const [from, to] = [params.time('startTime'), params.time('endTime')];
    const limit = params.limit(500, 1000);
    const candles = listCandles(listing.trading, interval, instantOf(listing, now), from, to, limit);
    return candles.map((candle) => klineRow(candle, listing.trading.scale));
  },
};

/** Candles that are worked out are kept by their interval: one and the same for all who ask by the same clock. */
const moved = createCache<Interval>(50);

const inZone = (interval: Interval, aheadMs: number, params: Pick<Params, 'text'>): Interval =>
  aheadMs === 0 ? interval : moved.get(`${params.text('interval')} ${aheadMs}`, () => shifted(interval, aheadMs));
