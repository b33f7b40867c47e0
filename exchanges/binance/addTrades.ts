import type { Interval } from '../../markets/markets.js';
import { nextOpenTime } from '../../model/candleTime.ts';
import { compareDecimals } from '../../model/decimals.ts';
import { decimalOf, placesOf, rescaled, scaledOf } from '../../model/scaled.ts';
import type { StreamedTrade } from '../../model/streamed.ts';
import type { RawKline } from './rawKline.ts';

/** Binance tells no amount more precisely. */
const MOST_PLACES = 8;

/**
 * The candle that is `row` and these trades, which follow it, in order; of null: that begins with them.
 *
 * Prices are as they were sent, sums are exact. They have as many places as those of the row, or more where the trades need it. What a trade
 * has cost has eight places at most: where price × quantity has more, Binance cuts off the rest, single trade by single trade (0.00312700 ×
 * 4.70800000 is 0.01472191), and so do we. An aggregate may be several: then our sum is above the exchange's by less than one last place for each.
 *
 * @param openTime of the candle, ms
 * @throws RangeError without row and trades
 */
export function addTrades(
  interval: Interval,
  row: RawKline | null,
  trades: readonly StreamedTrade[],
  openTime: number,
): RawKline {
  const [first] = trades;
  if (first === undefined) {
    if (row === null) throw new RangeError('a candle of nothing');
    return row;
  }
  // A candle without trades only repeats the last price before it.
  const [, priceBefore, highBefore, lowBefore, , , , , countBefore] = row === null || row[8] === 0 ? [] : row;
  let [high, low, count] = [highBefore ?? first.price, lowBefore ?? first.price, countBefore ?? 0];
  const base = new Total(row?.[5], row?.[9]);
  const quote = new Total(row?.[7], row?.[10]);
  for (const { price, quantity, firstId, lastId, takerBuys } of trades) {
    if (compareDecimals(price, high) > 0) high = price;
    if (compareDecimals(price, low) < 0) low = price;
    count += lastId - firstId + 1;
    const [pricePlaces, quantityPlaces] = [placesOf(price), placesOf(quantity)];
    const size = scaledOf(quantity, quantityPlaces);
    const cost = scaledOf(price, pricePlaces) * size;
    const costPlaces = pricePlaces + quantityPlaces;
    base.add(size, quantityPlaces, takerBuys);
    const told = Math.min(costPlaces, MOST_PLACES);
    quote.add(rescaled(cost, costPlaces, told), told, takerBuys);
  }
  return [
    openTime,
    priceBefore ?? first.price,
    high,
    low,
    (trades.at(-1) ?? first).price,
    base.all,
    row?.[6] ?? nextOpenTime(interval, openTime) - 1,
    quote.all,
    count,
    base.taker,
    quote.taker,
    row?.[11] ?? '0',
  ];
}

/** A sum of amounts, and of those in which the taker bought. */
class Total {
  #places: number;
  #all: bigint;
  #taker: bigint;

  constructor(all = '0', taker = '0') {
    this.#places = Math.max(placesOf(all), placesOf(taker));
    this.#all = scaledOf(all, this.#places);
    this.#taker = scaledOf(taker, this.#places);
  }

  add(amount: bigint, places: number, takerBuys: boolean): void {
    if (places > this.#places) {
      this.#all = rescaled(this.#all, this.#places, places);
      this.#taker = rescaled(this.#taker, this.#places, places);
      this.#places = places;
    }
    const scaled = rescaled(amount, places, this.#places);
    this.#all += scaled;
    if (takerBuys) this.#taker += scaled;
  }

  get all(): string {
    return decimalOf(this.#all, this.#places);
  }

  get taker(): string {
    return decimalOf(this.#taker, this.#places);
  }
}
