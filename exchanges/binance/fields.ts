import type { FeedQuery } from '../../model/feed.ts';

/** JSON Schema pieces of Binance's field types. Decimals are strings there and stay strings here. */

/** A decimal ≥ 0, e.g. a quantity. */
export const decimal = { type: 'string', pattern: '^\\d+(\\.\\d+)?$' } as const;

/** A decimal > 0: no trade has a price of zero. */
export const positiveDecimal = { type: 'string', pattern: '^(?!0+(\\.0+)?$)\\d+(\\.\\d+)?$' } as const;

/** A decimal of either sign, e.g. a change. */
export const signedDecimal = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' } as const;

const orNone = ({ pattern }: { readonly pattern: string }) =>
  ({ type: 'string', pattern: `^(${pattern.slice(1, -1)})?$` }) as const;

/** The same of both kinds where the exchange leaves empty what it has no figure for. */
export const decimalOrNone = orNone(decimal);
export const signedDecimalOrNone = orNone(signedDecimal);

/** Milliseconds since 1970: 13 digits, so that microseconds cannot slip in. */
export const milliseconds = { type: 'integer', minimum: 1_000_000_000_000, maximum: 9_999_999_999_999 } as const;

/** Our measurement of the exchange's clock may be wrong by hours for a while, but not by days, ms. */
const AHEAD_MS = 86_400_000;

/** Whether a time (ms) in an answer is so far in the future that it must be a mistake. */
export const isFuture = (time: number, { asOf }: FeedQuery): boolean => time > asOf + AHEAD_MS;

/** An id or a count. */
export const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

/** The number of a single trade; -1 where there is none. */
export const tradeId = { type: 'integer', minimum: -1, maximum: Number.MAX_SAFE_INTEGER } as const;

/** No replica of the exchange lags by more, ms. */
export const LONGEST_LAG_MS = 60_000;

type Fields = Readonly<Record<string, object>>;

/** An object with at least these fields; the exchange may add others. @param optional fields that it has only now and then */
export function object(properties: Fields, optional: Fields = {}): object {
  return { type: 'object', required: Object.keys(properties), properties: { ...properties, ...optional } };
}

export const arrayOf = (items: object): object => ({ type: 'array', items });

/** An array that begins with these fields in order; the exchange may add others. */
export function tuple(items: readonly object[]): object {
  return { type: 'array', items, minItems: items.length };
}
