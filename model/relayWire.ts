import type { Market } from '../markets/markets.js';
import type { RelayBook, RelayRefused } from './relayLink.ts';

/*
 * What a relay and an api process say to each other over their WebSocket.
 *
 * - Up go messages of JSON, one each (`Wish`).
 * - Down go *batches*: what there is to say at one moment, in order, as one text. A batch is a row of records, each
 *   `<number> <length> <text>`: the number that the api has given a stream, the length of the text in UTF-16 units, the text. So it costs nothing
 *   but cutting to read it. The number 0 stands for what is no frame: JSON of a `Said`.
 */

/** What an api process asks. Its numbers are its own, from 1 on; none is used twice. */
export type Wish =
  | { readonly do: 'follow'; readonly number: number; readonly market: Market; readonly stream: string }
  | { readonly do: 'leave'; readonly number: number }
  | {
      readonly do: 'book';
      readonly number: number;
      readonly market: Market;
      readonly symbol: string;
      readonly levels: number;
    };

/** What the relay says besides frames. */
export type Said =
  /** The exchange has accepted the stream: what comes of it from now on follows. */
  | { readonly is: 'followed'; readonly number: number }
  | { readonly is: 'refused'; readonly number: number; readonly code: RelayRefused['code']; readonly why: string }
  /** The stream has broken off: nothing follows. */
  | { readonly is: 'broken'; readonly number: number; readonly why: string }
  | { readonly is: 'book'; readonly number: number; readonly book: RelayBook | null };

const SPACE = ' '.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** A frame as a record of a batch. */
export const frameRecord = (number: number, text: string): string => `${number} ${text.length} ${text}`;

export const saidRecord = (said: Said): string => frameRecord(0, JSON.stringify(said));

/** The answer to a wish for a book. @param book its JSON; null: none is relayed */
export const bookRecord = (number: number, book: string | null): string =>
  frameRecord(0, `{"is":"book","number":${number},"book":${book}}`);

/**
 * Calls `onRecord` with each record of a batch, in order.
 *
 * @returns whether the batch was read to its end; false: it is none
 */
export function readBatch(batch: string, onRecord: (number: number, text: string) => void): boolean {
  let at = 0;
  /** A number, and the space behind it. Below 0: there is none. */
  const readNumber = (): number => {
    let number = 0;
    const from = at;
    for (let sign = batch.charCodeAt(at); sign !== SPACE; sign = batch.charCodeAt(++at)) {
      const digit = sign - ZERO;
      // Also at the end, where the sign is no number.
      if (!(digit >= 0 && digit <= 9)) return -1;
      number = number * 10 + digit;
    }
    return at++ === from ? -1 : number;
  };
  while (at < batch.length) {
    const number = readNumber();
    const length = number < 0 ? -1 : readNumber();
    if (length < 0 || at + length > batch.length) return false;
    onRecord(number, batch.slice(at, at + length));
    at += length;
  }
  return true;
}

/** A wish in a message of an api process; null: it is none. */
export function readWish(text: string, markets: readonly Market[]): Wish | null {
  let wish: Partial<Record<'do' | 'number' | 'market' | 'stream' | 'symbol' | 'levels', unknown>>;
  try {
    wish = Object(JSON.parse(text)) as typeof wish;
  } catch {
    return null;
  }
  const { number, market, stream, symbol, levels } = wish;
  if (!isCount(number)) return null;
  if (wish.do === 'leave') return { do: 'leave', number };
  if (!markets.some((known) => known === market)) return null;
  const of = market as Market;
  if (wish.do === 'follow' && isName(stream)) return { do: 'follow', number, market: of, stream };
  if (wish.do === 'book' && isName(symbol) && isCount(levels))
    return { do: 'book', number, market: of, symbol, levels };
  return null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** The longest name of a stream or symbol that is asked for: there is none as long. */
export const MOST_NAME = 200;

const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_NAME;
