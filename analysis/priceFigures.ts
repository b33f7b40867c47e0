import { countIn } from './columns.ts';
import { decimalIn, textOf } from './decimal.ts';
import type { DayFigures, Parts, PriceFigures } from './snapshot.ts';

/** The last price, and the average that the exchange tells. */
export function priceFigures({ price, 'avg-price': average }: Parts): PriceFigures {
  return {
    last: told(price?.value.price),
    average: told(average?.value.price),
    averageMinutes: countIn(average?.value.mins),
  };
}

/** What the exchange says of the last 24 hours. Null: nothing. */
export function dayFigures({ 'high-low': day }: Parts): DayFigures | null {
  if (day === null) return null;
  const { value } = day;
  return {
    open: told(value.openPrice),
    high: told(value.highPrice),
    low: told(value.lowPrice),
    change: told(value.priceChange),
    changePercent: told(value.priceChangePercent),
    volume: told(value.volume),
    quoteVolume: told(value.quoteVolume),
    trades: countIn(value.count),
  };
}

/** As the exchange has told it, without zeros at its end. */
function told(text: unknown): string | null {
  const value = decimalIn(text);
  return value === null ? null : textOf(value);
}
