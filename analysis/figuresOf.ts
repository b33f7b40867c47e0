import { bookFigures } from './bookFigures.ts';
import { candleFigures } from './candleFigures.ts';
import { dayFigures, priceFigures } from './priceFigures.ts';
import type { Figures, Parts } from './snapshot.ts';
import { spreadFigures } from './spreadFigures.ts';
import { tradeFigures } from './tradeFigures.ts';

/**
 * THE figures of a pair, made of what is stored of it. All decimals are exact, but for quotients, which are rounded to 8 places, halves away from
 * zero. What a figure is, in what unit and of what, says `figureTable`. A figure that cannot be said is null; rows that cannot be read give no
 * figures of the rest of them.
 *
 * @param at ms of the exchange's clock: which candles are over
 */
export const figuresOf = (parts: Parts, at: number): Figures => ({
  price: priceFigures(parts),
  day: dayFigures(parts),
  spread: spreadFigures(parts),
  book: bookFigures(parts),
  trades: tradeFigures(parts),
  candles: candleFigures(parts, at),
});
