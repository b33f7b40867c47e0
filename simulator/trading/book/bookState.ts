import type { Listing } from '../pairs.ts';
import { hashNumbers } from '../random.ts';

/** Whose book it is. */
export type BookOf = Pick<Listing, 'spec' | 'trading' | 'bookSeed'>;

export type Side = 'bids' | 'asks';

/** The book may change this often without a trade (ms). */
export const SLICE = 100;
/** Levels of each side that a book has. */
export const MOST_LEVELS = 5000;
/** So many bands from the best price orders change often. */
export const NEAR = 20;
/** Slices after which a level changes, away from the best price and near it; powers of two. */
export const FAR_PACE = 1024;
export const NEAR_PACE = 32;
/** Odd, so that within each pace every slice has its turn. */
const STRIDE = 37;

/**
 * All that a book follows from: the last trade and the slice. Its number rises with both, so that no two books of a pair have the same one.
 *
 * A taker who bought paid the best ask, one who sold got the best bid. Deeper levels sit on fixed prices, one in each band: whatever is traded,
 * a level keeps its quantity while it is neither reached nor comes near the best price, as in a real book.
 */
export interface BookState {
  readonly lastUpdateId: number;
  /** Number of the slice since the pair was listed. */
  readonly slice: number;
  /** Prices with orders lie one in each band this many ticks wide. */
  readonly band: number;
  /** Best prices, ticks. */
  readonly bids: number;
  readonly asks: number;
  /** Usual quantity at the best prices: it follows what was traded last, in steps. */
  readonly usual: number;
}

/** The state at an instant; undefined before the first trade. */
export function bookStateAt({ trading, bookSeed }: BookOf, now: number): BookState | undefined {
  const last = trading.lastOrder(now);
  if (last === undefined) return undefined;
  const slice = Math.floor((now - trading.firstTime) / SLICE);
  const spread = 1 + (hashNumbers(bookSeed, last.id, 11) % 4 === 0 ? 1 : 0);
  const bids = Math.max(1, last.takerBuys ? last.price - spread : last.price);
  const asks = Math.max(bids + 1, last.takerBuys ? last.price : last.price + spread);
  // A power of two: a price that swings does not move all levels with each trade.
  const band = 2 ** Math.max(0, Math.floor(Math.log2(last.price / 100_000)));
  const usual = Math.max(20, Math.round(last.quantity / 4) + 400);
  return { lastUpdateId: 1 + slice + last.firstTradeId + last.fills, slice, band, bids, asks, usual };
}

/** The price of a band's level, ticks. */
export const levelPrice = ({ bookSeed }: BookOf, band: number, number: number): number =>
  number * band + (hashNumbers(bookSeed, number, 19) % band);

/** The quantity at a price, in steps; 0 where there is no level. */
export function quantityAt(book: BookOf, state: BookState, side: Side, price: number): number {
  const { bookSeed: seed, spec } = book;
  const best = state[side];
  if (price === best) {
    const pace = 3 + (hashNumbers(seed, price, 13) % 60);
    return sizeOf(state.usual, hashNumbers(seed, price, 17 + Math.floor((state.slice + (price % pace)) / pace)));
  }
  const number = Math.floor(price / state.band);
  const away = (Math.floor(best / state.band) - number) * (side === 'bids' ? 1 : -1);
  if (away < 1 || away >= MOST_LEVELS || price < 1 || price !== levelPrice(book, state.band, number)) return 0;
  const usual = Math.round(spec.stepsPerOrder / 4);
  const isNear = away <= NEAR;
  const pace = isNear ? NEAR_PACE : FAR_PACE;
  const version = Math.floor((state.slice - ((number * STRIDE) % pace)) / pace);
  return sizeOf(isNear ? usual : 3 * usual, hashNumbers(seed, 2 * number + (isNear ? 1 : 0), version));
}

function sizeOf(usual: number, hash: number): number {
  const draw = hash / 0x100000000;
  return 1 + Math.floor(usual * (0.1 + 2 * draw * draw));
}

/** Of each `pace` bands in a row, the one whose level changes as this slice begins. */
export const turnOf = (slice: number, pace: number): number => (slice * INVERSE) % pace;

const INVERSE = Array.from({ length: FAR_PACE }, (_, factor) => factor).findIndex(
  (factor) => (factor * STRIDE) % FAR_PACE === 1,
);
