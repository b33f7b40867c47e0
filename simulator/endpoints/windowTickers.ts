import { apiErrors } from '../apiError.ts';
import { DAY, HOUR, MINUTE } from '../trading/calendar.ts';
import type { Listing } from '../trading/pairs.ts';
import { isFull, miniWindowRow, windowRow } from './dayTicker.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { answerTickers } from './tickers.ts';
import { readTimeZone } from './timeZone.ts';

/** Of so many pairs at once these are answered. */
const MOST_PAIRS = 100;

/** `/api/v3/ticker/tradingDay`: the trades of the calendar day so far. */
export const tradingDay: Endpoint = {
  parameters: ['symbol', 'symbols', 'timeZone', 'type', 'symbolStatus'],
  answer(call) {
    const aheadMs = readTimeZone(call.params);
    const openTime = Math.floor((call.now + aheadMs) / DAY) * DAY - aheadMs;
    return answerWindows(call, openTime, openTime + DAY - 1);
  },
};

/** `/api/v3/ticker`: a window that ends now and begins at a whole minute, so that it is up to a minute longer. */
export const rollingTicker: Endpoint = {
  parameters: ['symbol', 'symbols', 'windowSize', 'type', 'symbolStatus'],
  answer(call) {
    const size = readWindow(call.params.text('windowSize') ?? '1d');
    return answerWindows(call, Math.floor((call.now - size) / MINUTE) * MINUTE, call.now);
  },
};

function answerWindows(call: Call, openTime: number, closeTime: number) {
  const { params, now } = call;
  const asked = params.listings();
  if (asked === undefined) throw apiErrors.oneOf('symbol', 'symbols');
  if (asked.list.length > MOST_PAIRS) throw apiErrors.tooManySymbols(MOST_PAIRS, asked.list.length);
  const rowOf = isFull(params) ? windowRow : miniWindowRow;
  return answerTickers(call, (listing: Listing) => rowOf(listing, openTime, now, closeTime));
}

const UNITS: Readonly<Record<string, { readonly ms: number; readonly most: number }>> = {
  m: { ms: MINUTE, most: 59 },
  h: { ms: HOUR, most: 23 },
  d: { ms: DAY, most: 7 },
};

/** The length of a window such as `15m`, ms. */
function readWindow(text: string): number {
  const [, digits = '', unit = ''] = /^([1-9]\d?)([mhd])$/.exec(text) ?? [];
  const { ms, most } = UNITS[unit] ?? { ms: 0, most: 0 };
  const count = Number(digits);
  if (count < 1 || count > most) throw apiErrors.badValue('windowSize');
  return count * ms;
}
