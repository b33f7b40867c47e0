import type { Answerer } from '../asked.ts';
import { made, type Stored } from './stored.ts';
import { isInStatus } from './tickers.ts';

/** Levels where the request names none. */
const LEVELS = 100;

/**
 * Who asks for more levels keeps a book of his own by streams, and one that is older than the first event he has had stops him. So
 * he needs the exchange's own, of this moment.
 */
const MOST = 100;

const LEVEL = String.raw`\["\d+(?:\.\d+)?","\d+(?:\.\d+)?"\]`;
const sideOf = (levels: number) => String.raw`\[(${LEVEL}(?:,${LEVEL}){${levels - 1}})(?:,${LEVEL})*\]`;
const bookOf = (levels: number) =>
  new RegExp(String.raw`^\{"lastUpdateId":(\d{1,16}),"bids":${sideOf(levels)},"asks":${sideOf(levels)}\}$`);

/** By levels. */
const books = new Map<number, RegExp>();

/**
 * The best levels of a stored book. Null where a side has fewer: of a book that follows a stream nobody knows whether there are no more.
 */
export function bestOf(text: string, levels: number): string | null {
  const book = books.get(levels) ?? bookOf(levels);
  books.set(levels, book);
  const [, lastUpdateId, bids, asks] = book.exec(text) ?? [];
  return lastUpdateId === undefined ? null : `{"lastUpdateId":${lastUpdateId},"bids":[${bids}],"asks":[${asks}]}`;
}

export const depthOf =
  (stored: Stored): Answerer =>
  async (asked) => {
    const { market, params } = asked;
    const { symbol, limit = LEVELS } = params;
    const levels = Number(limit);
    if (levels > MOST || !isInStatus(stored, asked, String(symbol))) return null;
    const book = await stored.fresh(market, 'depth', String(symbol));
    const body = book && made(book, `best ${levels}`, (text) => bestOf(text, levels));
    return book && body !== null ? { body, asOf: book.asOf, source: book.source } : null;
  };
