import type { Endpoint } from '../../model/endpoint.ts';
import { type DialectError, refused } from './dialectError.ts';
import type { Route } from './routes.ts';
import type { Sent } from './sent.ts';

/** What a request is about, which the exchange has to know. */
export interface Named {
  /** The exchange's names, each of which one request may ask for. Empty: it asks for all, or for nothing of the kind. */
  readonly names: readonly string[];
  /** Whether one of them is there. @param listed whether the exchange lists this symbol */
  isKnown(name: string, listed: (symbol: string) => boolean): boolean;
  /** What a name that is not known is refused with. */
  unknown(): DialectError;
}

const SYMBOL = /^[\p{Lu}\p{Lo}\p{N}\-_.]{1,20}$/u;
const SYMBOL_RANGE = '^[A-Z0-9-_.]{1,20}$';
const LIST_RANGE = '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$';

/** Assets in dollars, which are no symbols. There are symbols of them, quoted in what stands for dollars. */
const ASSET = /^[A-Z0-9]{1,12}USD$/;
const ASSET_INDEX = '/fapi/v1/assetIndex';
const CONTINUOUS = '/fapi/v1/continuousKlines';

/** What a request names, of which is known that the exchange could have it. @throws DialectError */
export function namesIn({ endpoint }: Route, sent: Sent): Named {
  const { path, params } = endpoint;
  if (params.pair !== undefined) {
    const pair = required(sent, 'pair');
    if (!SYMBOL.test(pair)) throw refused.badSymbol(whatOf(path));
    return { ...ofSymbols([pair]), unknown: () => refused.badSymbol(whatOf(path)) };
  }
  const [symbol, symbols] = [optionalSymbol(endpoint, sent), optional(sent, 'symbols')];
  if (symbol !== undefined && symbols !== undefined) throw refused.badCombination();
  if (symbols !== undefined) return ofSymbols(readList(symbols));
  if (symbol === undefined) {
    if (endpoint.needsOne !== undefined) throw refused.missingOne(endpoint.needsOne);
    return NOTHING;
  }
  if (path === ASSET_INDEX) return { ...ofSymbols([symbol]), isKnown: isAsset };
  if (!SYMBOL.test(symbol)) throw refused.illegalCharacters('symbol', SYMBOL_RANGE);
  return ofSymbols([symbol]);
}

const ofSymbols = (names: readonly string[]): Named => ({
  names,
  isKnown: (name, listed) => listed(name),
  unknown: () => refused.badSymbol(),
});

const NOTHING = ofSymbols([]);

/** The exchange calls what it does not know so. */
const whatOf = (path: string): string => (path === CONTINUOUS ? 'symbol' : 'pair');

const isAsset: Named['isKnown'] = (name, listed) => ASSET.test(name) && (listed(`${name}T`) || listed(`${name}C`));

/** Absent and empty are the same where it is required. */
function optionalSymbol({ params: { symbol } }: Endpoint, sent: Sent): string | undefined {
  if (symbol?.required !== true) return optional(sent, 'symbol');
  const value = sent.get('symbol');
  if (value === undefined || value === '') throw refused.missing('symbol');
  return value;
}

/** @throws DialectError where it is empty */
export function optional(sent: Sent, name: string): string | undefined {
  const value = sent.get(name);
  if (value === '') throw refused.empty(name);
  return value;
}

function required(sent: Sent, name: string): string {
  const value = optional(sent, name);
  if (value === undefined) throw refused.missing(name);
  return value;
}

/** Symbols as a JSON list without spaces. */
export function readList(value: string): string[] {
  const fault = () => refused.illegalCharacters('symbols', LIST_RANGE);
  if (/\s/.test(value)) throw fault();
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    throw fault();
  }
  if (!Array.isArray(list) || list.some((name) => typeof name !== 'string')) throw fault();
  if (list.length === 0) throw refused.empty('symbols');
  const names: string[] = list;
  if (new Set(names).size !== names.length) throw refused.repeatedSymbol();
  if (names.some((name) => !SYMBOL.test(name))) throw fault();
  return names;
}
