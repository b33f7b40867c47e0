import { formatRatio, formatUnits } from './decimals.ts';
import type { Scale } from './trading/candle.ts';

/** A price of so many ticks, as the exchange writes it. */
export const writePrice = (scale: Scale, ticks: number): string =>
  formatUnits(ticks, scale.priceDecimals, scale.written?.price);

/** A quantity of so many steps. */
export const writeQuantity = (scale: Scale, steps: number): string =>
  formatUnits(steps, scale.quantityDecimals, scale.written?.quantity);

/** A quote amount in ticks × steps. */
export const writeAmount = ({ priceDecimals, quantityDecimals, written }: Scale, units: bigint): string =>
  formatUnits(units, priceDecimals + quantityDecimals, written && written.price + written.quantity);

/** The average price of a volume (steps) that was traded for a quote amount (ticks × steps); zero for no volume. */
export const writeAverage = (
  { priceDecimals, quantityDecimals, written }: Scale,
  quote: bigint,
  volume: number,
): string => formatRatio(quote, priceDecimals + quantityDecimals, BigInt(volume), quantityDecimals, written?.price);
