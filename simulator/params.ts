import { apiErrors } from './apiError.ts';
import { isKnown, type Listing, type Pairs, type SymbolStatus, symbolStatuses } from './trading/pairs.ts';

const SYMBOL = /^[\p{Lu}\p{Lo}\p{N}\-_.]{1,20}$/u;
const SYMBOL_RANGE = '^[A-Z0-9-_.]{1,20}$';
const LIST_RANGE = '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$';
const NUMBER_RANGE = '^[0-9]{1,20}$';
const STATUSES: readonly string[] = symbolStatuses;
/** Times from here on can only be microseconds: as milliseconds they lie beyond the year 5000. */
const FIRST_MICROSECONDS = 1e14;

/** The query of one request, checked as it is read; every reader throws an ApiError. */
export interface Params<Kind extends Listing = Listing> {
  text(name: string): string | undefined;
  /** A whole number from 0. */
  number(name: string): number | undefined;
  /** A time in ms; microseconds are taken too. */
  time(name: string): number | undefined;
  /** At least 1; above `most` it is clamped. */
  limit(fallback: number, most: number): number;
  /** The one pair asked for. */
  listing(): Kind;
  /** The pairs of `symbol` (one) or `symbols`, or undefined when neither is sent. */
  listings(): { readonly one: boolean; readonly list: readonly Kind[] } | undefined;
  status(): SymbolStatus | undefined;
}

/** @param allowed the names this endpoint reads; others are refused */
export function readParams<Kind extends Listing>(
  query: URLSearchParams,
  allowed: readonly string[],
  pairs: Pairs<Kind>,
  now: number,
): Params<Kind> {
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) throw apiErrors.duplicateParameter();
  const read = names.filter((name) => allowed.includes(name)).length;
  if (read !== names.length) throw apiErrors.unread(read, names.length);

  const text = (name: string): string | undefined => {
    const value = query.get(name);
    if (value === '') throw apiErrors.empty(name);
    return value ?? undefined;
  };

  const number = (name: string): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,20}$/.test(value)) throw apiErrors.illegalCharacters(name, NUMBER_RANGE);
    return Number(value);
  };

  const find = (symbol: string, name: string): Kind => {
    if (!SYMBOL.test(symbol)) throw apiErrors.illegalCharacters(name, name === 'symbol' ? SYMBOL_RANGE : LIST_RANGE);
    const listing = pairs.get(symbol);
    if (listing === undefined || !isKnown(listing, now)) throw apiErrors.badSymbol();
    return listing;
  };

  return {
    text,
    number,
    time(name) {
      const value = number(name);
      return value !== undefined && value >= FIRST_MICROSECONDS ? Math.floor(value / 1000) : value;
    },
    limit(fallback, most) {
      const value = number('limit') ?? fallback;
      if (value === 0) throw apiErrors.badValue('limit');
      return Math.min(value, most);
    },
    listing() {
      const symbol = query.get('symbol');
      if (symbol === null || symbol === '') throw apiErrors.missing('symbol');
      return find(symbol, 'symbol');
    },
    listings() {
      const [symbol, symbols] = [text('symbol'), text('symbols')];
      if (symbol !== undefined && symbols !== undefined) throw apiErrors.badCombination();
      if (symbol !== undefined) return { one: true, list: [find(symbol, 'symbol')] };
      if (symbols === undefined) return undefined;
      const wanted = readList(symbols);
      if (new Set(wanted).size !== wanted.length) throw apiErrors.repeatedSymbol();
      return { one: false, list: wanted.map((name) => find(name, 'symbols')) };
    },
    status() {
      const value = text('symbolStatus');
      if (value !== undefined && !STATUSES.includes(value)) throw apiErrors.badSymbolStatus();
      return value as SymbolStatus | undefined;
    },
  };
}

/** A JSON list of names without spaces. */
function readList(value: string): string[] {
  const fault = apiErrors.illegalCharacters('symbols', LIST_RANGE);
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    throw fault;
  }
  if (!Array.isArray(list) || /\s/.test(value)) throw fault;
  if (list.length === 0) throw apiErrors.empty('symbols');
  return list.map((name: unknown) => {
    if (typeof name !== 'string') throw fault;
    return name;
  });
}
