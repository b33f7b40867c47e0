import type { ExchangeRequest } from './exchangeRequest.ts';
import type { Payload } from './feed.ts';

/**
 * Candles of one second: by which streams they come, how they are asked for, and what both say. A market without such candles has trades, of which
 * they are made. Pure. Symbols are the exchange's names, e.g. BTCUSDT; prices and volumes decimals as the exchange has sent them; times ms.
 */
export interface Seconds {
  /** Streams that tell what seconds are made of, the best first: that one is followed, and the others are read where they were recorded. */
  readonly streams: readonly [SecondsStream, ...SecondsStream[]];
  readonly asked: AskedCandles | AskedTrades;
  /** Rows that were saved as the exchange answers them. @throws InvalidPayload where one is none of its kind */
  readonly saved: {
    candles(payload: Payload): readonly SecondCandle[];
    trades(payload: Payload): readonly SecondTrade[];
  };
}

export type SecondsStream = CandlesStream | TradesStream;

interface AnyStream<Told> {
  nameOf(symbol: string): string;
  /** What an event tells. @throws InvalidPayload where it cannot be right */
  read(event: unknown, symbol: string): Told;
}

export interface CandlesStream extends AnyStream<ToldSecond> {
  readonly by: 'candles';
}

export interface TradesStream extends AnyStream<SecondTrade> {
  readonly by: 'trades';
}

export interface SecondCandle {
  readonly openTime: number;
  readonly close: string;
  /** Base asset. */
  readonly volume: string;
}

/** A second as a stream tells it. */
export interface ToldSecond extends SecondCandle {
  /** Numbers of the first and the last trade in it; null: nothing was traded. */
  readonly firstId: number | null;
  readonly lastId: number | null;
  readonly isClosed: boolean;
}

/** A trade, or what one order has traded at one price. */
export interface SecondTrade {
  /** Its number among its like: they leave none out. */
  readonly id: number;
  readonly time: number;
  readonly price: string;
  /** Base asset. */
  readonly quantity: string;
  /** It has a number, but is none of the market's trades. */
  readonly isLeftOut?: true;
}

interface Asked {
  /** Rows of an answer at most. */
  readonly pageRows: number;
}

export interface AskedCandles extends Asked {
  readonly by: 'candles';
  /** Those that open from a time on, oldest first; a second without trades has one, too. @param limit up to `pageRows` */
  from(symbol: string, time: number, limit: number): ExchangeRequest;
  /** @throws InvalidPayload */
  rowsIn(payload: Payload): readonly SecondCandle[];
}

export interface AskedTrades extends Asked {
  readonly by: 'trades';
  /** Those from a time on, oldest first. */
  from(symbol: string, time: number): ExchangeRequest;
  /** Those from a number on. @param limit up to `pageRows` */
  fromId(symbol: string, id: number, limit: number): ExchangeRequest;
  newest(symbol: string, limit: number): ExchangeRequest;
  /** @throws InvalidPayload */
  rowsIn(payload: Payload): readonly SecondTrade[];
}
