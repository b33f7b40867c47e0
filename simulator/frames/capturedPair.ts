import type { WriteTime } from '../streams/publication.ts';
import { type CapturedBook, createCapturedBook } from './capturedBook.ts';
import {
  type AggTradeRow,
  aggTradeRow,
  type CapturedTrades,
  createCapturedTrades,
  singleAggTrade,
  tradeRow,
} from './capturedTrades.ts';
import { moveTimes } from './moveTimes.ts';
import { type Track, textAt } from './track.ts';

export type TradeRow = ReturnType<typeof tradeRow>;

/** All that a capture has of one pair. */
export interface CapturedPair {
  readonly symbol: string;
  /** Its streams, by the names that clients follow. */
  readonly streams: ReadonlyMap<string, Track>;
  /** A captured text with its times moved as those of all events are. */
  moved(text: string, time: WriteTime): string;
  readonly book: CapturedBook;
  readonly trades: CapturedTrades<TradeRow>;
  /** Single trades stand in for them if the capture has only those. */
  readonly aggTrades: CapturedTrades<AggTradeRow>;
  /** The last trade's price at an instant (exchange ms); undefined: the capture has no trade. */
  price(instant: number): string | undefined;
  /** Undefined: the capture has none. */
  bookTicker(instant: number): BookTickerRow | undefined;
}

export interface BookTickerRow {
  readonly bidPrice: string;
  readonly bidQty: string;
  readonly askPrice: string;
  readonly askQty: string;
  /** ms; undefined: the market's events do not tell it. */
  readonly time: number | undefined;
}

type Best = Readonly<Record<'b' | 'B' | 'a' | 'A', string>> & { readonly T?: number };

const NOTHING: Track = { times: [], texts: [] };

/** @param snapshots order books of the REST API @param movedBy how far times are moved, ms */
export function createCapturedPair(
  symbol: string,
  streams: ReadonlyMap<string, Track>,
  snapshots: Track,
  movedBy: number,
): CapturedPair {
  const track = (...kinds: string[]): Track =>
    kinds.map((kind) => streams.get(`${symbol.toLowerCase()}@${kind}`)).find((found) => found !== undefined) ?? NOTHING;
  const moved = (text: string, time: WriteTime): string => moveTimes(text, movedBy, time);
  const inMs = (text: string): string => moved(text, (ms) => ms);
  const [single, aggregate] = [track('trade'), track('aggTrade')];
  const keyOfAggTrade = ({ a, T }: AggTradeRow) => ({ id: a, time: T });
  return {
    symbol,
    streams,
    moved,
    book: createCapturedBook(snapshots, track('depth@100ms', 'depth', 'depth@1000ms')),
    trades: createCapturedTrades(
      single,
      (text) => tradeRow(inMs(text)),
      ({ id, time }) => ({ id, time }),
    ),
    aggTrades:
      aggregate === NOTHING
        ? createCapturedTrades(single, (text) => singleAggTrade(inMs(text)), keyOfAggTrade)
        : createCapturedTrades(aggregate, (text) => aggTradeRow(inMs(text)), keyOfAggTrade),
    price(instant) {
      const text = textAt(single === NOTHING ? aggregate : single, instant);
      return text === undefined ? undefined : (JSON.parse(text) as { readonly p: string }).p;
    },
    bookTicker(instant) {
      const text = textAt(track('bookTicker'), instant);
      if (text === undefined) return undefined;
      const { b, B, a, A, T } = JSON.parse(inMs(text)) as Best;
      return { bidPrice: b, bidQty: B, askPrice: a, askQty: A, time: T };
    },
  };
}
