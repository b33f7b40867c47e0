import type { Interval } from '../markets/markets.js';
import { nextOpenTime, openTimeOf } from './candleTime.ts';
import type { StreamedCandle, StreamedCandles, StreamedTrade } from './streamed.ts';

/** Trades that are kept, at most: those of some seconds of a busy market. Without the oldest the others wait for the exchange's candle. */
const MOST_TRADES = 5000;

/** Candles that wait for their close, and closed ones that are remembered, at most. */
const MOST_CANDLES = 10;

/** A trade whose number is lower by so much is no echo of another socket. */
const FAR = 1000;

/** The newest state of a candle. */
export interface NewestCandle {
  /** In the form of a row of an answer. */
  readonly row: unknown;
  readonly openTime: number;
  /** By the exchange's word. */
  readonly isClosed: boolean;
}

/**
 * The forming candle of one pair and interval. It is the exchange's newest candle with the trades that follow it. Once a trade comes whose time
 * is that of a later candle, it is that one, made of its trades alone, and the one before waits for its close: that is the exchange's to tell.
 *
 * Trades count only as far as their numbers leave none out. Where some are missing, the newest candle is the exchange's own until one comes that
 * holds them.
 */
export class FormingCandle {
  readonly #interval: Interval;
  readonly #feed: Pick<StreamedCandles, 'add'> & { scoreOf(row: unknown): number | null };
  /** The exchange's newest candle; null: none has come. */
  #base: (StreamedCandle & { readonly openTime: number }) | null = null;
  /** Number of the last trade that the exchange's candles hold; null: none is known. */
  #heldTo: number | null = null;
  /** Trades that follow that one, by their numbers. */
  #trades: StreamedTrade[] = [];
  /** Between these trades, or before them, some are missing. */
  #lacksTrades = false;
  /** When the candle of the last trade opens, and the one after it, ms. */
  #opens = 0;
  #ends = 0;
  #waiting: number[] = [];
  #closed: number[] = [];
  /** What has been summed up; null: anew. */
  #sum: { readonly newest: NewestCandle; readonly trades: number } | null = null;

  constructor(interval: Interval, feed: Pick<StreamedCandles, 'add'> & { scoreOf(row: unknown): number | null }) {
    this.#interval = interval;
    this.#feed = feed;
  }

  /** Whether there are trades that the newest candle does not hold, because others before them are missing or not known: then it is behind. */
  get lacksTrades(): boolean {
    return this.#lacksTrades || (this.#heldTo === null && this.#trades.length > 0);
  }

  /** Whether the exchange has told a candle: `newest` is one then. */
  get isKnown(): boolean {
    return this.#base !== null;
  }

  /** Open times (ms, ascending) of candles that are over by the trades that have come, and whose close has not. At most the ten newest. */
  get waiting(): readonly number[] {
    return this.#waiting;
  }

  /** The close of a candle has come by another way. @param openTime ms */
  settle(openTime: number): void {
    this.#remember(openTime);
  }

  /**
   * Takes a candle of the stream. One that knows no more than what has come changes nothing.
   *
   * @returns whether it is closed and was not passed on before: then it is to be stored as it is
   */
  takeCandle(candle: StreamedCandle): boolean {
    const openTime = this.#feed.scoreOf(candle.row);
    if (openTime === null) throw new RangeError('a candle without an open time');
    if (this.#isNewer(candle, openTime)) this.#goOn({ ...candle, openTime });
    return candle.isClosed && this.#remember(openTime);
  }

  /** Takes a trade of the stream. One that has come already changes nothing. */
  takeTrade(trade: StreamedTrade): void {
    const last = this.#trades.at(-1);
    const known = last?.lastId ?? this.#heldTo;
    if (known !== null && trade.lastId <= known) {
      if (!this.#hasBegunAnew(trade, known)) return;
      this.#forget();
    }
    // Of a trade that the candle holds in part, nobody can tell the rest.
    if (known !== null && trade.firstId !== known + 1) this.#lacksTrades = true;
    this.#trades.push(trade);
    if (this.#trades.length > MOST_TRADES) {
      this.#trades.splice(0, MOST_TRADES / 10);
      this.#lacksTrades = true;
    }
    this.#noteOver(trade.time);
  }

  /** The newest candle that is known; null: the exchange has told none yet. */
  newest(): NewestCandle | null {
    const base = this.#base;
    if (base === null) return null;
    if (this.#lacksTrades || this.#heldTo === null) return base;
    let { newest, trades: from } = this.#sum ?? { newest: base as NewestCandle, trades: 0 };
    for (let at = from; at < this.#trades.length; at = from) {
      const openTime = openTimeOf(this.#interval, (this.#trades[at] as StreamedTrade).time);
      while (from < this.#trades.length && this.#isWithin(from, openTime)) from++;
      const group = this.#trades.slice(at, from);
      // A trade of before belongs to a candle whose close the exchange tells, and so does one that comes after a close.
      if (openTime < newest.openTime || (openTime === newest.openTime && newest.isClosed)) continue;
      const row = this.#feed.add(openTime === newest.openTime ? newest.row : null, group, openTime);
      newest = { row, openTime, isClosed: false };
    }
    this.#sum = { newest, trades: from };
    return newest;
  }

  #isWithin(at: number, openTime: number): boolean {
    const { time } = this.#trades[at] as StreamedTrade;
    return time >= openTime && time < nextOpenTime(this.#interval, openTime);
  }

  /** Whether an exchange's candle knows more than the one before it. */
  #isNewer({ isClosed, lastId }: StreamedCandle, openTime: number): boolean {
    const base = this.#base;
    if (base === null || openTime > base.openTime) return true;
    if (openTime < base.openTime || base.isClosed) return false;
    return isClosed || (lastId ?? -1) > (base.lastId ?? -1);
  }

  #goOn(candle: StreamedCandle & { readonly openTime: number }): void {
    const before = this.#base;
    if (before !== null && before.openTime < candle.openTime) this.#wait(before.openTime);
    // Numbers rise with time: lower ones are counted anew.
    if (candle.lastId !== null && this.#heldTo !== null && candle.lastId < this.#heldTo) this.#trades = [];
    this.#base = candle;
    this.#heldTo = candle.lastId ?? this.#heldTo;
    this.#sum = null;
    const heldTo = this.#heldTo;
    if (heldTo === null) return;
    this.#trades = this.#trades.filter(({ lastId }) => lastId > heldTo);
    this.#lacksTrades = this.#trades.some(
      ({ firstId }, at) => firstId !== (this.#trades[at - 1]?.lastId ?? heldTo) + 1,
    );
  }

  #hasBegunAnew({ lastId, time }: StreamedTrade, known: number): boolean {
    const newest = this.#trades.at(-1)?.time ?? this.#base?.openTime ?? Number.POSITIVE_INFINITY;
    return lastId < known - FAR && time > newest;
  }

  /** The exchange counts anew: what is known of trades says nothing of those that follow. The candle stays until another one comes. */
  #forget(): void {
    if (this.#base !== null) this.#base = { ...this.#base, lastId: null };
    this.#heldTo = null;
    this.#trades = [];
    this.#sum = null;
    this.#lacksTrades = true;
  }

  /** A trade of this time shows that candles before it are over: the exchange's newest, and that of the trade before it. */
  #noteOver(time: number): void {
    if (time < this.#opens || time >= this.#ends) {
      this.#opens = openTimeOf(this.#interval, time);
      this.#ends = nextOpenTime(this.#interval, this.#opens);
    }
    const base = this.#base?.openTime;
    const before = this.#trades.at(-2)?.time;
    if (base !== undefined && base < this.#opens) this.#wait(base);
    if (before !== undefined && before < this.#opens) this.#wait(openTimeOf(this.#interval, before));
  }

  #wait(openTime: number): void {
    if (this.#closed.includes(openTime) || this.#waiting.includes(openTime)) return;
    this.#waiting = [...this.#waiting, openTime].sort((one, other) => one - other).slice(-MOST_CANDLES);
  }

  /** Notes that a candle is closed. Returns false where that was known. */
  #remember(openTime: number): boolean {
    if (this.#closed.includes(openTime)) return false;
    this.#closed = [...this.#closed, openTime].slice(-MOST_CANDLES);
    this.#waiting = this.#waiting.filter((other) => other !== openTime);
    return true;
  }
}
