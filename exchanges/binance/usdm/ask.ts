import { type Params, requestOf } from '../../../model/endpoint.ts';
import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import type { Entry, FeedQuery, Payload } from '../../../model/feed.ts';
import { elementTexts } from '../../../model/jsonTexts.ts';
import { symbolOf } from '../bySymbol.ts';
import { endpoints } from './endpoints.ts';

type Name = keyof typeof endpoints;

/** The request for an endpoint of this market. @throws RangeError for parameters that the exchange would refuse */
export const ask = (name: Name, params: Params): ExchangeRequest => requestOf(endpoints[name], params);

/** Asks for one symbol, or for all where several are wanted: no list can be asked for. */
export const askForAll = (name: Name, { pairs }: FeedQuery): ExchangeRequest => {
  const [first = ''] = pairs;
  return ask(name, pairs.length === 1 ? { symbol: first } : {});
};

/** What a contract is of: BTCUSDT of BTCUSDT_260925, and of BTCUSDT itself. */
export const pairOf = (symbol: string): string => symbol.replace(/_\d{6}$/, '');

/** The rows of an answer, each with its text: a list, or the one object that was asked for. */
function rowsIn({ data, text }: Payload): { readonly row: unknown; readonly text: string }[] {
  if (!Array.isArray(data)) return [{ row: data, text }];
  const texts = elementTexts(text);
  return data.map((row: unknown, index) => ({ row, text: texts[index] ?? '' }));
}

/** The rows of the pairs that were asked for: an answer with all symbols has those of others, too, of COIN-M even. */
export function entriesOfAsked(payload: Payload, { pairs }: FeedQuery): Entry[] {
  const asked = new Set(pairs);
  const all = rowsIn(payload).map((entry) => ({ ...entry, symbol: symbolOf(entry.row) }));
  // Of a single object nobody else can be meant: that it names another one is a fault that is told.
  return Array.isArray(payload.data) ? all.filter(({ symbol }) => asked.has(symbol)) : all;
}

/**
 * The same of an answer that only some pairs are in: the others have the row null.
 *
 * @param isOf whether a pair is meant by what stands in the answer; default: by its symbol alone
 */
export function entriesOfSome(
  payload: Payload,
  { pairs }: FeedQuery,
  isOf: (symbol: string, pair: string) => boolean = (symbol, pair) => symbol === pair,
): Entry[] {
  const all = rowsIn(payload);
  return pairs.map((pair) => {
    const found = all.find(({ row }) => symbolOf(row) !== '' && isOf(symbolOf(row), pair));
    return { symbol: pair, row: found?.row ?? null, text: found?.text ?? 'null' };
  });
}

/** A row of such an answer, or none. */
export const orNone = (row: object): object => ({ anyOf: [row, { type: 'null' }] });
