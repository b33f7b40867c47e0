import { apiErrors } from '../apiError.ts';
import type { Params } from '../params.ts';
import { DAY } from '../trading/calendar.ts';
import type { Listing } from '../trading/pairs.ts';
import type { TradeSpan } from '../trading/trading.ts';
import { writeAmount, writeAverage, writePrice, writeQuantity } from '../written.ts';
import { bestOf } from './bookTicker.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { answerTickers } from './tickers.ts';

/** `/api/v3/ticker/24hr`: exactly the trades with openTime <= T <= closeTime = now. */
export const dayTicker: Endpoint = {
  parameters: ['symbol', 'symbols', 'type', 'symbolStatus'],
  answer(call) {
    const rowOf = isFull(call.params) ? fullRow : miniRow;
    return answerTickers(call, (listing) => rowOf(listing, call.now));
  },
};

/** Whether `type` asks for the long form. */
export function isFull(params: Pick<Params, 'text'>): boolean {
  const type = params.text('type') ?? 'FULL';
  if (type !== 'FULL' && type !== 'MINI') throw apiErrors.badTickerType();
  return type === 'FULL';
}

function windowOf(listing: Listing, openTime: number, now: number, closeTime = now) {
  const { trading } = listing;
  const { scale } = trading;
  const instant = instantOf(listing, now);
  const { sum, before } = instant < openTime ? NOTHING : trading.span(openTime, instant);
  const count = sum?.trades ?? 0;
  const price = (ticks: number | undefined) => writePrice(scale, ticks ?? 0);
  const figures = {
    openPrice: price(sum?.open),
    highPrice: price(sum?.high),
    lowPrice: price(sum?.low),
    lastPrice: price(sum?.close),
    volume: writeQuantity(scale, sum?.volume ?? 0),
    quoteVolume: writeAmount(scale, sum?.quote ?? 0n),
    openTime,
    closeTime,
    firstId: count === 0 ? -1 : before.trades,
    lastId: count === 0 ? -1 : before.trades + count - 1,
    count,
  };
  return { sum, figures, instant, price };
}

type Window = ReturnType<typeof windowOf>;

const NOTHING: TradeSpan = { sum: undefined, before: { orders: 0, trades: 0 } };

/** The short form. */
export const miniRow = (listing: Listing, now: number) => miniWindowRow(listing, now - DAY, now);

/** A window of another length: from `openTime` to `now`. @param closeTime when it ends, where that is later */
export function windowRow(listing: Listing, openTime: number, now: number, closeTime = now) {
  const window = windowOf(listing, openTime, now, closeTime);
  return { symbol: listing.spec.symbol, ...changeOf(listing, window), ...window.figures };
}

/** The short form of it. */
export function miniWindowRow(listing: Listing, openTime: number, now: number, closeTime = now) {
  return { symbol: listing.spec.symbol, ...windowOf(listing, openTime, now, closeTime).figures };
}

/** The long form. */
export function fullRow(listing: Listing, now: number) {
  const { trading } = listing;
  const window = windowOf(listing, now - DAY, now);
  const { sum, figures, instant, price } = window;
  const { lastPrice, ...others } = figures;
  const last = figures.count === 0 ? undefined : trading.lastOrder(instant);
  const previous = figures.count === 0 ? undefined : trading.lastOrder(figures.openTime - 1);
  return {
    symbol: listing.spec.symbol,
    ...changeOf(listing, window),
    prevClosePrice: price(previous?.price ?? sum?.open),
    lastPrice,
    lastQty: writeQuantity(trading.scale, last?.quantity ?? 0),
    ...bestOf(listing, now),
    ...others,
  };
}

function changeOf({ trading }: Listing, { sum, price }: Window) {
  const change = (sum?.close ?? 0) - (sum?.open ?? 0);
  return {
    priceChange: price(change),
    priceChangePercent: percent(change, sum?.open ?? 0),
    weightedAvgPrice: writeAverage(trading.scale, sum?.quote ?? 0n, sum?.volume ?? 0),
  };
}

/** Three decimals, as Binance prints a change in per cent. */
function percent(change: number, open: number): string {
  return open === 0 ? '0.000' : ((change / open) * 100).toFixed(3);
}
