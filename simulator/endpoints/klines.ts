import { apiErrors } from '../apiError.ts';
import { formatUnits } from '../decimals.ts';
import { type Interval, intervals } from '../intervals.ts';
import { DAY } from '../market/calendar.ts';
import type { Candle, Scale } from '../market/candle.ts';
import type { SymbolMarket } from '../market/symbolMarket.ts';
import { type Endpoint, instantOf } from './endpoint.ts';

type Row = (string | number)[];

/** `/api/v3/klines`; a closed recorded candle is answered in the recording's own words. */
export const klines: Endpoint = {
  parameters: ['symbol', 'interval', 'startTime', 'endTime', 'timeZone', 'limit'],
  answer({ params, now }) {
    const listing = params.listing();
    const name = params.text('interval');
    if (name === undefined) throw apiErrors.missing('interval');
    const interval = intervals.get(name);
    if (interval === undefined) throw apiErrors.badInterval();
    if (!/^[+-]?0{1,2}(:00)?$/.test(params.text('timeZone') ?? '0')) throw apiErrors.badValue('timeZone');
    const [from, to] = [params.time('startTime'), params.time('endTime')];
    const limit = params.limit(500, 1000);
    const candles = listCandles(listing.market, interval, instantOf(listing, now), from, to, limit);
    return candles.map((candle) => rowOf(candle, listing.market.scale));
  },
};

/** Candles whose open time lies within [from, to]: the oldest from `from` on, else the newest up to `to`; oldest first. */
export function listCandles(
  market: SymbolMarket,
  interval: Interval,
  now: number,
  from: number | undefined,
  to: number | undefined,
  limit: number,
): Candle[] {
  const anchor = Math.floor(market.firstTime / DAY) * DAY;
  const newest = interval.open(Math.min(to ?? now, now), anchor);
  const candles: Candle[] = [];
  const oldest = interval.open(market.firstTime, anchor);
  if (from === undefined) {
    for (let openTime = newest; openTime >= oldest && candles.length < limit; openTime = interval.previous(openTime)) {
      const candle = market.candle(interval, openTime, now);
      if (candle !== undefined) candles.push(candle);
    }
    return candles.reverse();
  }
  const start = interval.open(from, anchor);
  const first = Math.max(oldest, start < from ? interval.next(start) : start);
  for (let openTime = first; openTime <= newest && candles.length < limit; openTime = interval.next(openTime)) {
    const candle = market.candle(interval, openTime, now);
    if (candle !== undefined) candles.push(candle);
  }
  return candles;
}

function rowOf(candle: Candle, { priceDecimals, quantityDecimals }: Scale): Row {
  const { recorded, openTime, closeTime, trades } = candle;
  if (recorded !== undefined) {
    const [, open = '', high = '', low = '', close = '', volume = '', , quote = '', , taker = '', takerQuote = ''] = recorded;
    const unused = recorded[11] ?? '0';
    return [openTime, open, high, low, close, volume, closeTime, quote, trades, taker, takerQuote, unused];
  }
  const price = (ticks: number) => formatUnits(ticks, priceDecimals);
  const quantity = (steps: number) => formatUnits(steps, quantityDecimals);
  const amount = (units: bigint) => formatUnits(units, priceDecimals + quantityDecimals);
  return [
    openTime,
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    quantity(candle.volume),
    closeTime,
    amount(candle.quote),
    trades,
    quantity(candle.takerVolume),
    amount(candle.takerQuote),
    '0',
  ];
}
