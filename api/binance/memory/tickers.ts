import type { FeedName } from '../../../markets/markets.js';
import type { Params } from '../../../model/endpoint.ts';
import type { Answerer, Asked, FromMemory } from '../asked.ts';
import { readList } from '../names.ts';
import { type Fresh, made, type Stored } from './stored.ts';

/** How a stored value is answered; null: it cannot be. */
type FormOf = (value: Fresh, params: Params) => string | null;

const asStored: FormOf = ({ text }) => text;

/** Values of one symbol, or of several that are named. Of all that there are something is always not stored. */
export const tickersOf =
  (stored: Stored, feed: FeedName, formOf: FormOf = asStored): Answerer =>
  async (asked) => {
    const { market, params } = asked;
    const { symbol, symbols } = params;
    const names = symbol === undefined ? (symbols === undefined ? [] : readList(String(symbols))) : [String(symbol)];
    if (names.length === 0 || !names.every((name) => isInStatus(stored, asked, name))) return null;
    const values = await Promise.all(names.map((name) => stored.fresh(market, feed, name)));
    const parts = partsOf(values, (value) => formOf(value, params));
    if (parts === null) return null;
    const { texts, ...about } = parts;
    return { ...about, body: symbol === undefined ? `[${texts.join(',')}]` : (texts[0] ?? '') };
  };

/** Whether a symbol has the status that is asked for, as far as anybody knows. The exchange decides where it has not. */
export const isInStatus = (stored: Stored, { market, params: { symbolStatus } }: Asked, symbol: string): boolean =>
  symbolStatus === undefined || stored.statusOf(market, symbol) === symbolStatus;

/** The texts of values of which none is missing; as of the oldest one. */
function partsOf(
  values: readonly (Fresh | null)[],
  formOf: (value: Fresh) => string | null,
): (Omit<FromMemory, 'body'> & { readonly texts: readonly string[] }) | null {
  let asOf = Number.POSITIVE_INFINITY;
  const texts: string[] = [];
  for (const value of values) {
    const text = value === null ? null : formOf(value);
    if (value === null || text === null || value.source !== values[0]?.source) return null;
    asOf = Math.min(asOf, value.asOf);
    texts.push(text);
  }
  return { texts, asOf, source: values[0]?.source ?? '' };
}

const MINI = [
  ...['symbol', 'openPrice', 'highPrice', 'lowPrice', 'lastPrice', 'volume', 'quoteVolume'],
  ...['openTime', 'closeTime', 'firstId', 'lastId', 'count'],
];

/** 24-hour figures: the whole row, or the shorter one, which has none that the whole row lacks. */
export const dayForm: FormOf = (value, { type }) => (type === 'MINI' ? made(value, 'MINI', miniOf) : value.text);

function miniOf(text: string): string | null {
  const row = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (MINI.some((name) => row[name] === undefined)) return null;
  return JSON.stringify(Object.fromEntries(MINI.map((name) => [name, row[name]])));
}

/** Mark prices by stream lack the interest rate. */
export const markForm: FormOf = ({ text }) => (text.includes('"interestRate":') ? text : null);
