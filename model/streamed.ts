import type { Interval } from '../markets/markets.js';
import type { ExchangeRequest } from './exchangeRequest.ts';
import type { Entry, FeedQuery, LatestRow } from './feedQuery.ts';

/*
 * How a feed's rows come by *streams*: what an exchange sends by itself over a WebSocket, once one has asked for it by name. A feed's file
 * says which streams it lives on, and what an event of them means. It is as pure as the rest of the file. There are four ways:
 *
 * - *entry*    an event is the newest value of a pair
 * - *rows*     an event is a row of a series
 * - *candles*  an event is the forming candle as of some trade, or a trade that follows it
 * - *book*     an event changes some levels of an order book
 *
 * Functions that read an event get the symbol of the pair whose stream it came from: an event of another one is refused.
 */

interface StreamedBase {
  /** The names of the streams that one pair needs, by the exchange's symbol. */
  streamsOf(symbol: string): readonly string[];
  /**
   * Whether an event of a stream that several pairs share tells something of this one; absent: each pair has streams of its own.
   *
   * @throws InvalidPayload where the event is of another shape
   */
  isOf?(event: unknown, symbol: string): boolean;
  /**
   * Its streams may be quiet for days, and nobody else tells what they should have told: they count as heard once a live socket carries them. `while
   * empty`: as long as nothing is stored of the pair. Absent: what is quiet has to be borne out.
   */
  readonly unproven?: 'always' | 'while empty';
  /**
   * The number of the last single trade that an event tells of; null: it tells of none. Streams of a pair are held against each other by it.
   * Absent: no event of these streams tells of any. The event has been read before.
   */
  lastTradeOf?(event: unknown, symbol: string): number | null;
  /**
   * Best bid and ask of a stored value, with their quantities, in a form that can be compared with what REST tells; null: it has none. Absent:
   * values of this feed have none.
   */
  topOf?(value: string): string | null;
}

/** What of a latest value can be held against another value of the pair. */
export interface Figures {
  /** Of what the figures are: those of the same are equal, whoever tells them. Null: values say nothing of that. */
  readonly of: string | null;
  readonly figures: string;
}

/** A latest value that comes whole with each event. */
export interface StreamedEntry extends StreamedBase {
  readonly by: 'entry';
  /**
   * The figures of a stored value by which what a stream has told and what REST answers are compared; null: it has none. Absent: the two cannot be
   * compared, as where figures change with time alone.
   */
  figuresOf?(value: string): Figures | null;
  /**
   * The event in the form in which an answer of the feed has its row, so that callers cannot tell where it is from. It is judged as such a row
   * is. `order`: the exchange's own number or time of the value, which tells the newer of two; it counts in place of the one that the feed
   * finds in its answers.
   *
   * @throws InvalidPayload where the event is of another shape
   */
  entryOf(event: unknown, symbol: string): Entry & { readonly order?: number };
}

/** A series whose rows come one by one. */
export interface StreamedRows extends StreamedBase {
  readonly by: 'rows';
  /** The event in the form of a row of an answer. It is judged as such a row is. @throws InvalidPayload */
  rowOf(event: unknown, symbol: string): unknown;
  /**
   * The number of the last single trade that a stored row holds: where nobody knows of a later one, the series is whole. Absent: rows are no trades.
   */
  lastTradeIn?(member: string): number | null;
}

/** A trade, as candles are made of. Decimals as sent. */
export interface StreamedTrade {
  readonly price: string;
  readonly quantity: string;
  /** The numbers of its first and last single trade: what candles count. */
  readonly firstId: number;
  readonly lastId: number;
  /** Exchange-clock ms. */
  readonly time: number;
  /** The taker bought. */
  readonly takerBuys: boolean;
}

/** A candle as a stream tells it. */
export interface StreamedCandle {
  /** In the form of a row of an answer: it is judged as such a row is. */
  readonly row: unknown;
  /** The exchange says that it is closed. */
  readonly isClosed: boolean;
  /** Number of the last single trade that it holds; null: it holds none. Where no trades go with candles: what only rises from one to the next. */
  readonly lastId: number | null;
}

/** Candles: the exchange sends the forming one each second or two, and the trades at once. */
export interface StreamedCandles extends StreamedBase {
  readonly by: 'candles';
  /** Minutes. */
  readonly interval: Interval;
  /** So late after its end the close of a candle mostly has come, ms: then REST is asked for it. 0: the stream is late, and REST is asked at once. */
  readonly closesWithinMs: number;
  /** What an event is. @throws InvalidPayload where it is of another shape */
  read(event: unknown, symbol: string): { readonly candle: StreamedCandle } | { readonly trade: StreamedTrade };
  /**
   * The candle in the form of an answer's row that is `row` and these trades, in order, which follow it; of no row: that begins with them. Exact.
   *
   * @param openTime of the candle, ms
   */
  add(row: unknown, trades: readonly StreamedTrade[], openTime: number): unknown;
}

/** A change of a book. Quantities are absolute; zero removes the level. */
export interface BookChange {
  /** Numbers of the first and the last update that it holds. */
  readonly first: number;
  readonly last: number;
  /** The last update of the change before this one, where the exchange tells it; else changes follow when `first` is one more than that. */
  readonly previous?: number;
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  readonly asks: readonly (readonly [price: string, quantity: string])[];
}

/** An order book that is kept up to date by changes. */
export interface StreamedBook extends StreamedBase {
  readonly by: 'book';
  /** @throws InvalidPayload where the event is of another shape, or one of its levels cannot be read: the book is then not known any more */
  changeOf(event: unknown, symbol: string): BookChange;
  /** Levels of each side that are stored. */
  readonly levels: number;
  /** Asks for the whole book that changes go on from. The answer is judged as one to the feed's request is. */
  snapshot(query: FeedQuery): ExchangeRequest;
  /** Levels of each side that the snapshot has at most: below, the book has no more. */
  readonly snapshotLevels: number;
  /** What an answered snapshot comes to, with all its levels; absent: what the feed stores of an answer has them all. */
  wholeOf?(row: unknown, entry: Entry): LatestRow;
}

export type Streamed = StreamedEntry | StreamedRows | StreamedCandles | StreamedBook;

/** Whether what comes so can be compared with answers at all. Rows that never change are ordered by their ids, without a hole. */
export const isAudited = (streamed: Streamed): boolean =>
  streamed.by === 'book' || streamed.by === 'candles' || (streamed.by === 'entry' && streamed.figuresOf !== undefined);
