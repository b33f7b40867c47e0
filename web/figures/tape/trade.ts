import { decimalIn, textOf, times } from '../../../analysis/decimal.ts';
import { numberIn } from '../numbers.ts';

/** A trade of a pair. */
export interface Trade {
  readonly id: number;
  /** Exchange-clock ms. */
  readonly time: number;
  /** As the exchange wrote them. */
  readonly price: string;
  readonly qty: string;
  /** Price × quantity, exactly, in the quote asset. */
  readonly value: string;
  /** The taker sold: the buyer had waited in the book. */
  readonly isSold: boolean;
}

/** A row of GetData's `type=trades`; null: it is none. */
export function tradeIn(row: unknown): Trade | null {
  const { id, time, price, qty, isBuyerMaker } = (row ?? {}) as Readonly<Record<string, unknown>>;
  const [priced, quantity] = [decimalIn(price), decimalIn(qty)];
  if (!Number.isSafeInteger(id) || !Number.isFinite(time) || priced === null || quantity === null) return null;
  return {
    id: Number(id),
    time: Number(time),
    price: String(price),
    qty: String(qty),
    value: textOf(times(priced, quantity)),
    isSold: isBuyerMaker === true,
  };
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const small = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, maximumFractionDigits: 20 });

/** A value, rounded to what can be read at a glance: `1,234,568`, `12.35`, `0.000123`. */
export function valueText(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  const size = Math.abs(number);
  if (size >= 1_000) return whole.format(number);
  return (size >= 1 || size === 0 ? cents : small).format(number);
}

/** Coins that are worth a dollar each, as the API has them. */
export const dollarCoins = ['USDT', 'USDC', 'USD1', 'U', 'FDUSD', 'BUSD', 'TUSD'];

/** From which value on a trade is large, in the quote asset; null: the asset is no dollar coin. @param dollars as /health tells it */
export const largeFrom = (quote: string, dollars: unknown): number | null =>
  dollarCoins.includes(quote) ? numberIn(dollars) : null;
