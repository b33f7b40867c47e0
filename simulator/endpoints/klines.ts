import { apiErrors } from '../apiError.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { klineRow } from './klineRow.ts';
import { listCandles } from './listCandles.ts';
import { readInterval } from './readInterval.ts';

/** `/api/v3/klines`; a closed recorded candle is answered in the recording's own words. */
export const klines: Endpoint = {
  parameters: ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit'],
  answer({ params, now }) {
    const listing = params.listing();
    const interval = readInterval(params);
    if (!/^[+-]?0{1,2}(:00)?$/.test(params.text('timeZone') ?? '0')) throw apiErrors.badValue('timeZone');
    const [from, to] = [params.time('startTime'), params.time('endTime')];
    const limit = params.limit(500, 1000);
    const candles = listCandles(listing.trading, interval, instantOf(listing, now), from, to, limit);
    return candles.map((candle) => klineRow(candle, listing.trading.scale));
  },
};
