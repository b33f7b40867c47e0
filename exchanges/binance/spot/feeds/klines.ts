import { Big } from 'big.js';
import type { Config } from '../../../../config/config.ts';
import { type Interval, intervals } from '../../../../markets/markets.js';
import { type Candle, candleRow, FINAL, FORMING, parseCandles } from '../../../../model/candle.ts';
import {
  countOf,
  longestCandle,
  nextOpenTime,
  openTimeOf,
  previousOpenTime,
  shortestCandle,
} from '../../../../model/candleTime.ts';
import { onlyPair, type Poll, type Scores, type SeriesFeed, type SeriesPoll } from '../../../../model/feed.ts';
import { type SeriesRow, scoreOf } from '../../../../store/series.ts';
import { count, decimal, isFuture, milliseconds, positiveDecimal, tuple } from '../../fields.ts';
import { MAX_ROWS, spot } from '../endpoints.ts';

/** The candle that forms, the one just closed, and one more: so a final candle gets a second look a minute later. */
const LIVE_ROWS = 3;

/** The first poll ever: ten pages of GetData at once, and a short reply. The rest is history, which nobody waits for. */
const FIRST_ROWS = 100;

/** No replica lags by more; and a market without trades gets its next candle by then. */
const LONGEST_LAG_MS = 60_000;

/** Candles of one interval. The weight does not depend on the rows, so a poll asks for all that has come since the last one. */
export function klines(_config: Config, minutes: Interval | undefined): SeriesFeed<RawKline> {
  const interval = minutes ?? 1;
  const name = intervals[interval].exchange;

  const toRow = (candle: RawKline, poll: Poll, isFollowed: boolean): SeriesRow => {
    // By the clock, not by the close time: an outage of the exchange can end a candle early.
    const overForMs = poll.asOf - poll.uncertainty - nextOpenTime(interval, candle[0]);
    // A replica of the exchange that lags behind its clock does not know the next candle yet.
    const state = overForMs >= (isFollowed ? 0 : LONGEST_LAG_MS) ? FINAL : FORMING;
    const [openTime, open, high, low, close, volume, closeTime, quoteVolume, ...rest] = candle;
    const [trades, takerBase, takerQuote, unused] = rest;
    const sums = [volume, closeTime, quoteVolume, trades, takerBase, takerQuote, unused] as const;
    return candleRow([openTime, open, high, low, close, ...sums, state]);
  };

  return {
    shape: 'series',
    kind: 'candles',
    rowSchema: tuple([
      milliseconds,
      positiveDecimal,
      positiveDecimal,
      positiveDecimal,
      positiveDecimal,
      decimal,
      milliseconds,
      decimal,
      count,
      decimal,
      decimal,
      { type: 'string' },
    ]),
    request: (poll) => spot.klines(onlyPair(poll), name, rowsSince(interval, poll)),
    faultOf: (candle, poll) => faultOf(interval, candle, poll),
    scoreOf: (row) => (Array.isArray(row) ? openTimeIn(interval, row[0]) : null),
    toRows: (rows, poll) => rows.map((candle, index) => toRow(candle, poll, index < rows.length - 1)),
    hasMore: () => false,
    scores: scoresOf(interval),
    between: (poll, startTime, to) =>
      spot.klines(onlyPair(poll), name, MAX_ROWS, { startTime, endTime: nextOpenTime(interval, to) }),
    history: (poll, before) => spot.klines(onlyPair(poll), name, MAX_ROWS, { endTime: before }),
    isSame: () => true,
    isOutlived: (stored, _newest, { asOf, uncertainty }) => scoreOf(stored) > asOf + uncertainty + LONGEST_LAG_MS,
  };
}

function openTimeIn(interval: Interval, value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && openTimeOf(interval, value) === value
    ? value
    : null;
}

/** Scores are open times. */
const scoresOf = (interval: Interval): Scores => ({
  next: (openTime) => nextOpenTime(interval, openTime),
  previous: (openTime) => previousOpenTime(interval, openTime),
  step: longestCandle(interval),
  count: (from, to) => countOf(interval, from, to),
  floor: (newest, retention) => firstFrom(interval, newest - (retention - 1) * longestCandle(interval)),
  // One less than a page holds: a neighbour comes along.
  pageStart: (to) => firstFrom(interval, to - (MAX_ROWS - 2) * shortestCandle(interval)),
  // What was only summed up, or formed when the process ended, is asked for again.
  settledTo: (members) => {
    const candles = parseCandles(members);
    return (candles.find((candle) => candle[12] === FINAL) ?? candles.at(-1))?.[0] ?? null;
  },
});

/** The first open time from `time` on. */
const firstFrom = (interval: Interval, time: number): number =>
  nextOpenTime(interval, previousOpenTime(interval, time));

function rowsSince(interval: Interval, { cursor, asOf, retention }: SeriesPoll): number {
  const wanted =
    cursor === null
      ? Math.min(retention, FIRST_ROWS)
      : Math.ceil((asOf - cursor) / shortestCandle(interval)) + LIVE_ROWS - 2;
  return Math.max(LIVE_ROWS, Math.min(MAX_ROWS, wanted));
}

/** What makes a candle impossible in any market, or at this time. */
function faultOf(interval: Interval, candle: RawKline, poll: Poll): string | null {
  const [openTime, open, high, low, close, volume, , , , takerBuyBase] = candle;
  if (openTimeOf(interval, openTime) !== openTime) return 'a candle opens between two candles';
  if (isFuture(openTime, poll)) return 'a candle opens in the future';
  if (Big(high).lt(open) || Big(high).lt(close) || Big(low).gt(open) || Big(low).gt(close)) {
    return 'a candle has its open or close outside high and low';
  }
  return Big(takerBuyBase).gt(volume) ? 'a candle has more taker volume than volume' : null;
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * `[1790000040000,"10.1","10.9","10.0","10.5","120.0",1790000099999,"1250.1",42,"60.0","625.0","0"]`:
 * open time, open, high, low, close, volume, close time, quote volume, trades, taker base volume, taker quote volume, unused
 */
type RawKline = Candle extends readonly [...infer Fields, unknown] ? readonly [...Fields] : never;
