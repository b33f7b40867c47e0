import { apiErrors } from '../apiError.ts';
import { formatRatio, formatUnits } from '../decimals.ts';
import { DAY } from '../trading/calendar.ts';
import type { Listing } from '../trading/pairs.ts';
import { bestOf } from './bookTicker.ts';
import { type Endpoint, instantOf } from './endpoint.ts';
import { answerTickers } from './tickers.ts';

/** `/api/v3/ticker/24hr`: exactly the trades with openTime <= T <= closeTime = now. */
export const dayTicker: Endpoint = {
  parameters: ['symbol', 'symbols', 'type', 'symbolStatus'],
  answer(call) {
    const type = call.params.text('type') ?? 'FULL';
    if (type !== 'FULL' && type !== 'MINI') throw apiErrors.badTickerType();
    return answerTickers(call, (listing) =>
      type === 'FULL' ? fullRow(listing, call.now) : miniRow(listing, call.now),
    );
  },
};

function windowOf(listing: Listing, now: number) {
  const [openTime, closeTime] = [now - DAY, now];
  const { trading } = listing;
  const { priceDecimals, quantityDecimals } = trading.scale;
  const instant = instantOf(listing, now);
  const { sum, before } = trading.span(openTime, Math.max(openTime, instant));
  const count = sum?.trades ?? 0;
  return {
    sum,
    openTime,
    closeTime,
    firstId: count === 0 ? -1 : before.trades,
    lastId: count === 0 ? -1 : before.trades + count - 1,
    count,
    instant,
    price: (ticks: number | undefined) => formatUnits(ticks ?? 0, priceDecimals),
    quantity: (steps: number | undefined) => formatUnits(steps ?? 0, quantityDecimals),
    amount: (units: bigint | undefined) => formatUnits(units ?? 0n, priceDecimals + quantityDecimals),
  };
}

function miniRow(listing: Listing, now: number) {
  const { sum, openTime, closeTime, firstId, lastId, count, price, quantity, amount } = windowOf(listing, now);
  return {
    symbol: listing.spec.symbol,
    openPrice: price(sum?.open),
    highPrice: price(sum?.high),
    lowPrice: price(sum?.low),
    lastPrice: price(sum?.close),
    volume: quantity(sum?.volume),
    quoteVolume: amount(sum?.quote),
    openTime,
    closeTime,
    firstId,
    lastId,
    count,
  };
}

function fullRow(listing: Listing, now: number) {
  const { trading } = listing;
  const { priceDecimals, quantityDecimals } = trading.scale;
  const { sum, openTime, closeTime, firstId, lastId, count, instant, price, quantity, amount } = windowOf(listing, now);
  const last = count === 0 ? undefined : trading.lastOrder(instant);
  const previous = count === 0 ? undefined : trading.lastOrder(openTime - 1);
  const change = (sum?.close ?? 0) - (sum?.open ?? 0);
  return {
    symbol: listing.spec.symbol,
    priceChange: price(change),
    priceChangePercent: percent(change, sum?.open ?? 0),
    weightedAvgPrice: formatRatio(
      sum?.quote ?? 0n,
      priceDecimals + quantityDecimals,
      BigInt(sum?.volume ?? 0),
      quantityDecimals,
    ),
    prevClosePrice: price(previous?.price ?? sum?.open),
    lastPrice: price(sum?.close),
    lastQty: quantity(last?.quantity),
    ...bestOf(listing, now),
    openPrice: price(sum?.open),
    highPrice: price(sum?.high),
    lowPrice: price(sum?.low),
    volume: quantity(sum?.volume),
    quoteVolume: amount(sum?.quote),
    openTime,
    closeTime,
    firstId,
    lastId,
    count,
  };
}

/** Three decimals, as Binance prints a change in per cent. */
function percent(change: number, open: number): string {
  return open === 0 ? '0.000' : ((change / open) * 100).toFixed(3);
}
