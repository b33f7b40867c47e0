import { hashNumbers } from './random.ts';
import type { Trading } from './trading.ts';

/** Price in ticks, quantity in steps. */
export type BookLevel = readonly [price: number, quantity: number];

export interface Book {
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The book may change this often without a trade (ms). */
const SLICE = 100;

/**
 * The order book at an instant, around the last trade: a taker who bought paid the best ask, one who sold got the best bid. Deeper
 * levels sit on fixed prices and change their quantities each at its own pace. Undefined before the first trade.
 */
export function bookAt(trading: Trading, seed: number, now: number, levels: number): Book | undefined {
  const last = trading.lastOrder(now);
  if (last === undefined) return undefined;
  const slice = Math.floor((now - trading.firstTime) / SLICE);
  const spread = 1 + (hashNumbers(seed, last.id, 11) % 4 === 0 ? 1 : 0);
  const bestBid = Math.max(1, last.takerBuys ? last.price - spread : last.price);
  const bestAsk = Math.max(bestBid + 1, last.takerBuys ? last.price : last.price + spread);
  const usual = Math.max(20, Math.round(last.quantity / 4) + 400);
  /** Prices with orders lie one in each band this many ticks wide. */
  const band = Math.max(1, Math.round(last.price / 100_000));

  const quantityAt = (price: number, distance: number): number => {
    const pace = 3 + (hashNumbers(seed, price, 13) % 60);
    const draw = hashNumbers(seed, price, 17 + Math.floor((slice + (price % pace)) / pace)) / 0x100000000;
    return 1 + Math.floor(usual * (0.1 + 2 * draw * draw) * (1 + distance / 20));
  };

  const side = (best: number, direction: 1 | -1): BookLevel[] => {
    const rows: BookLevel[] = [[best, quantityAt(best, 0)]];
    let number = Math.floor(best / band) + direction;
    while (rows.length < levels) {
      const price = number * band + (hashNumbers(seed, number, 19) % band);
      if (price < 1) break;
      rows.push([price, quantityAt(price, rows.length)]);
      number += direction;
    }
    return rows;
  };

  return { lastUpdateId: 1 + slice + last.firstTradeId + last.fills, bids: side(bestBid, -1), asks: side(bestAsk, 1) };
}
