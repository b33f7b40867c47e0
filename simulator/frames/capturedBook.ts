import { playedAt, type Track } from './track.ts';

type Level = readonly [price: string, quantity: string];

interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

interface Change {
  readonly U: number;
  readonly u: number;
  /** Of futures: the last number of the change before, as theirs have holes. */
  readonly pu?: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}

/** A side as far as the snapshot knows it: levels by price, and the worst price up to which all are known. */
interface Side {
  readonly levels: Map<number, Level>;
  readonly isKnown: (price: number) => boolean;
}

interface Book {
  lastUpdateId: number;
  readonly bids: Side;
  readonly asks: Side;
}

/** The order book of a captured pair at any instant; it costs least if instants do not go back. */
export interface CapturedBook {
  /** Undefined: no book was captured, or changes are missing between that and the instant (exchange ms). */
  at(instant: number, limit: number): Snapshot | undefined;
}

/**
 * The captured snapshot with the changes that have been played, in the range of prices that it knows. Before the moment at which it was
 * captured it stands already: it is ahead of the changes that come then, as Binance's may be.
 */
export function createCapturedBook(snapshots: Track, changes: Track): CapturedBook {
  const begin = (): Book | undefined => (snapshots.texts[0] === undefined ? undefined : bookOf(snapshots.texts[0]));
  let book = begin();
  let taken = 0;
  return {
    at(instant, limit) {
      const played = playedAt(changes, instant);
      if (played < taken) [book, taken] = [begin(), 0];
      for (; taken < played && book !== undefined; taken += 1) {
        book = withChange(book, JSON.parse(changes.texts[taken] ?? '') as Change);
      }
      if (book === undefined) return undefined;
      const best = ({ levels }: Side, sign: number): Level[] =>
        [...levels].sort(([one], [other]) => sign * (one - other)).map(([, level]) => level);
      const { lastUpdateId, bids, asks } = book;
      return { lastUpdateId, bids: best(bids, -1).slice(0, limit), asks: best(asks, 1).slice(0, limit) };
    },
  };
}

function bookOf(text: string): Book {
  const { lastUpdateId, bids, asks } = JSON.parse(text) as Snapshot;
  const sideOf = (levels: readonly Level[], sign: number): Side => {
    const edge = Number(levels.at(-1)?.[0] ?? 0);
    const known = new Map(levels.map((level) => [Number(level[0]), level]));
    return { levels: known, isKnown: (price) => sign * (price - edge) >= 0 };
  };
  return { lastUpdateId, bids: sideOf(bids, 1), asks: sideOf(asks, -1) };
}

/** Undefined: it does not go on from the book. */
function withChange(book: Book, { U, u, pu = U - 1, b, a }: Change): Book | undefined {
  if (u <= book.lastUpdateId) return book;
  if (pu > book.lastUpdateId) return undefined;
  take(book.bids, b);
  take(book.asks, a);
  book.lastUpdateId = u;
  return book;
}

function take({ levels, isKnown }: Side, changed: readonly Level[]): void {
  for (const level of changed) {
    const price = Number(level[0]);
    if (Number(level[1]) === 0) levels.delete(price);
    else if (isKnown(price)) levels.set(price, level);
  }
}
