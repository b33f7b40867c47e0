import { Big } from 'big.js';
import {
  countOf,
  longestCandle,
  nextOpenTime,
  openTimeOf,
  previousOpenTime,
  shortestCandle,
} from '../../config/candleTime.ts';
import type { Config } from '../../config/config.ts';
import { type Interval, intervals } from '../../config/feeds.js';
import { MAX_ROWS, spot } from '../../exchanges/binance/endpoints.ts';
import type { SeriesRow } from '../../store/series.ts';
import { type Candle, candleRow, FINAL, FORMING, parseCandle } from '../candle.ts';
import { onlyPair, type Poll, type Scores, type SeriesFeed, type SeriesPoll } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';
import { arrayOf, count, decimal, milliseconds, positiveDecimal, tuple } from './fields.ts';

/** The candle that forms, the one just closed, and one more: so a final candle gets a second look a minute later. */
const LIVE_ROWS = 3;

/** The first poll ever: ten pages of GetData at once, and a short reply. The rest is history, which nobody waits for. */
const FIRST_ROWS = 100;

/** No replica lags by more; and a market without trades gets its next candle by then. */
const LONGEST_LAG_MS = 60_000;

/** Candles of one interval. The weight does not depend on the rows, so a poll asks for all that has come since the last one. */
export function klines(_config: Config, minutes: Interval | undefined): SeriesFeed<RawKline[]> {
  const interval = minutes ?? 1;
  const name = intervals[interval].exchange;

  const rows = (raw: readonly RawKline[], poll: Poll): SeriesRow[] =>
    raw.map((candle, index) => {
      assertSane(interval, candle, raw[index - 1]);
      // By the clock, not by the close time: an outage of the exchange can end a candle early.
      const overForMs = poll.asOf - poll.uncertainty - nextOpenTime(interval, candle[0]);
      // A replica of the exchange that lags behind its clock does not know the next candle yet.
      const isFollowed = index < raw.length - 1;
      return candleRow([...candle, overForMs >= (isFollowed ? 0 : LONGEST_LAG_MS) ? FINAL : FORMING]);
    });

  return {
    shape: 'series',
    kind: 'candles',
    schema: arrayOf(
      tuple([
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
    ),
    request: (poll) => spot.klines(onlyPair(poll), name, rowsSince(interval, poll)),
    parse: (raw, poll) => ({ rows: rows(raw, poll) }),
    scores: scoresOf(interval),
    between: (poll, startTime, endTime) => spot.klines(onlyPair(poll), name, MAX_ROWS, { startTime, endTime }),
    history: (poll, before) => spot.klines(onlyPair(poll), name, MAX_ROWS, { endTime: before - 1 }),
  };
}

/** Scores are open times. */
const scoresOf = (interval: Interval): Scores => ({
  next: (openTime) => nextOpenTime(interval, openTime),
  previous: (openTime) => previousOpenTime(interval, openTime),
  step: longestCandle(interval),
  count: (from, to) => countOf(interval, from, to),
  floor: (newest, retention) => firstFrom(interval, newest - (retention - 1) * longestCandle(interval)),
  pageStart: (to) => firstFrom(interval, to - (MAX_ROWS - 1) * shortestCandle(interval)),
  // What was only summed up, or formed when the process ended, is asked for again.
  settledTo: (members) => {
    const candles = members.map(parseCandle);
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

/** @throws InvalidPayload for a candle that no market can have, or that is out of order. */
function assertSane(interval: Interval, candle: RawKline, previous: RawKline | undefined): void {
  const [openTime, open, high, low, close, volume, , , , takerBuyBase] = candle;
  const fault =
    openTimeOf(interval, openTime) !== openTime
      ? 'opens between two candles'
      : previous !== undefined && openTime <= previous[0]
        ? 'is out of order'
        : Big(high).lt(open) || Big(high).lt(close) || Big(low).gt(open) || Big(low).gt(close)
          ? 'has its open or close outside high and low'
          : Big(takerBuyBase).gt(volume)
            ? 'has more taker volume than volume'
            : null;
  if (fault !== null) throw new InvalidPayload(`a candle ${fault}: ${JSON.stringify(candle)}`);
}

/**
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 * `[1790000040000,"10.1","10.9","10.0","10.5","120.0",1790000099999,"1250.1",42,"60.0","625.0","0"]`:
 * open time, open, high, low, close, volume, close time, quote volume, trades, taker base volume, taker quote volume, unused
 */
type RawKline = Candle extends readonly [...infer Fields, unknown] ? readonly [...Fields] : never;
