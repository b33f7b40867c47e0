import { Big } from 'big.js';
import type { Config } from '../../config/config.ts';
import { type Interval, intervals } from '../../config/feeds.js';
import { MAX_ROWS, spot } from '../../exchanges/binance/endpoints.ts';
import type { SeriesRow } from '../../store/series.ts';
import { onlyPair, type Poll, type SeriesFeed, type SeriesPoll } from '../feed.ts';
import { InvalidPayload } from '../invalidPayload.ts';
import { longestCandle, nextOpenTime, openTimeOf, shortestCandle } from './candleTime.ts';
import { arrayOf, count, decimal, milliseconds, positiveDecimal, tuple } from './fields.ts';

/** The candle that forms, the one just closed, and one more: so a final candle gets a second look a minute later. */
const LIVE_ROWS = 3;

/** 13th field of a stored candle. */
const FORMING = 1;
const FINAL = 2;

/** Candles of one interval. The weight does not depend on the rows, so a poll asks for all that has come since the last one. */
export function klines(_config: Config, minutes: Interval | undefined): SeriesFeed<RawKline[]> {
  const interval = minutes ?? 1;
  const name = intervals[interval].exchange;

  const rows = (raw: readonly RawKline[], poll: Poll): SeriesRow[] =>
    raw.map((candle, index) => {
      assertSane(interval, candle, raw[index - 1]);
      // By the clock, not by the close time: an outage of the exchange can end a candle early.
      const isFinal = poll.asOf - poll.uncertainty >= nextOpenTime(interval, candle[0]);
      return { score: candle[0], member: JSON.stringify([...candle, isFinal ? FINAL : FORMING]) };
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
    history: {
      floor: ({ asOf, retention }) => openTimeOf(interval, asOf) - (retention - 1) * longestCandle(interval),
      request: (poll, before) => spot.klines(onlyPair(poll), name, MAX_ROWS, before - 1),
      parse: rows,
      fullPage: MAX_ROWS,
    },
  };
}

function rowsSince(interval: Interval, { cursor, asOf, retention }: SeriesPoll): number {
  const wanted = cursor === null ? retention : Math.ceil((asOf - cursor) / shortestCandle(interval)) + LIVE_ROWS - 1;
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
type RawKline = readonly [
  number,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  number,
  string,
  string,
  string,
];
