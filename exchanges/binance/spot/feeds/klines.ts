import type { Interval } from '../../../../markets/markets.js';
import { spot } from '../../../../markets/spot.js';
import { candleRow, candleShapeOf, FINAL, FORMING } from '../../../../model/candle.ts';
import { nextOpenTime, openTimeOf, shortestCandle } from '../../../../model/candleTime.ts';
import type { ExchangeRequest } from '../../../../model/exchangeRequest.ts';
import { type FeedQuery, onlyPair, type RightRow, type SeriesFeed, type SeriesQuery } from '../../../../model/feed.ts';
import { candleScores } from '../../../../model/scores.ts';
import { type SeriesRow, scoreOf } from '../../../../model/seriesRow.ts';
import type { StreamedCandles } from '../../../../model/streamed.ts';
import { listOf } from '../../../../model/validate.ts';
import { addTrades } from '../../addTrades.ts';
import { aggTradesOf, readAggTrade } from '../../events/aggTrade.ts';
import { klineReader, klinesOf } from '../../events/kline.ts';
import { lastTradeOf } from '../../events/lastTrade.ts';
import { count, decimal, isFuture, milliseconds, positiveDecimal, tuple } from '../../fields.ts';
import { intervalName } from '../../intervals.ts';
import { faultOfFigures, type RawKline } from '../../rawKline.ts';

/** Most rows that klines answers; the weight does not depend on it. */
const PAGE_ROWS = 1000;

/** The candle that forms, the one just closed, and one more: so a final candle gets a second look a minute later. */
const LIVE_ROWS = 3;

/** The first poll ever: ten pages of GetData at once, and a short reply. The rest is history, which nobody waits for. */
const FIRST_ROWS = 100;

/** No replica lags by more; and a market without trades gets its next candle by then. */
const LONGEST_LAG_MS = 60_000;

/** Candles of one interval. The weight does not depend on the rows, so a poll asks for all that has come since the last one. */
export function klines(_options: object, minutes: Interval | undefined): SeriesFeed<RawKline> {
  const interval = minutes ?? 1;

  /** The newest candles, the newest up to `endTime`, or the oldest from `startTime` up to it (ms, open times, inclusive). */
  const ask = (
    query: FeedQuery,
    limit: number,
    span: { startTime?: number; endTime?: number } = {},
  ): ExchangeRequest => ({
    path: '/api/v3/klines',
    params: { symbol: onlyPair(query), interval: intervalName(interval), limit, ...span },
    weight: 2,
  });

  const isOver = (openTime: number, { isClosed, asOf, uncertainty }: FeedQuery, isFollowed: boolean): boolean => {
    if (isClosed !== undefined) return isClosed;
    // By the clock, not by the close time: an outage of the exchange can end a candle early.
    const overForMs = asOf - uncertainty - nextOpenTime(interval, openTime);
    // A replica of the exchange that lags behind its clock does not know the next candle yet.
    return overForMs >= (isFollowed ? 0 : LONGEST_LAG_MS);
  };

  const toRow = ({ row: candle, text }: RightRow<RawKline>, query: FeedQuery, isFollowed: boolean): SeriesRow => {
    const state = isOver(candle[0], query, isFollowed) ? FINAL : FORMING;
    if (text !== undefined) return { score: candle[0], member: `[${text},${state}]` };
    const [openTime, open, high, low, close, volume, closeTime, quoteVolume, ...rest] = candle;
    const [trades, takerBase, takerQuote, unused] = rest;
    const sums = [volume, closeTime, quoteVolume, trades, takerBase, takerQuote, unused] as const;
    return candleRow([openTime, open, high, low, close, ...sums, state]);
  };

  return {
    shape: 'series',
    kind: 'candles',
    isForming: true,
    pageRows: PAGE_ROWS,
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
    rowsIn: ({ data, path }) => listOf(data, path),
    request: (query) => ask(query, rowsSince(interval, query)),
    faultOf: (candle, query) => faultOf(interval, candle, query),
    scoreOf: (row) => (Array.isArray(row) ? openTimeIn(interval, row[0]) : null),
    toRows: (rows, query) => rows.map((candle, index) => toRow(candle, query, index < rows.length - 1)),
    textsOf,
    hasMore: () => false,
    scores: candleScores(interval, PAGE_ROWS, candleShapeOf(spot.feeds.klines)),
    between: (query, startTime, to) => ask(query, PAGE_ROWS, { startTime, endTime: nextOpenTime(interval, to) }),
    history: (query, before) => ask(query, PAGE_ROWS, { endTime: before }),
    oldest: (query, startTime) => ask(query, 1, { startTime }),
    isSame: () => true,
    isOutlived: (stored, _newest, { asOf, uncertainty }) => scoreOf(stored) > asOf + uncertainty + LONGEST_LAG_MS,
    streamed: streamedCandles(interval),
  };
}

/** The forming candle comes each second or two, trades at once. */
function streamedCandles(interval: Interval): StreamedCandles {
  const readKline = klineReader(interval);
  return {
    by: 'candles',
    interval,
    streamsOf: (symbol) => [klinesOf(symbol, interval), aggTradesOf(symbol)],
    lastTradeOf,
    read(event, symbol) {
      if ((Object(event) as { e?: unknown }).e !== 'aggTrade') return { candle: readKline(event, symbol) };
      const { p, q, f, l, T, m } = readAggTrade(event, symbol);
      return { trade: { price: p, quantity: q, firstId: f, lastId: l, time: T, takerBuys: !m } };
    },
    add: (row, trades, openTime) => addTrades(interval, row as RawKline | null, trades, openTime),
  };
}

const DECIMAL = String.raw`"\d+(?:\.\d+)?"`;

/** The fields of a row as Binance writes them: these twelve, without spaces, and without what stands between two rows. */
const FIELDS = new RegExp(
  String.raw`^\d{13}(?:,${DECIMAL}){5},\d{13},${DECIMAL},\d{1,15},${DECIMAL},${DECIMAL},${DECIMAL}$`,
);

/** What is stored of a row begins with its fields as they were sent: to cut them out costs less than half of writing them anew. */
function textsOf(reply: string): string[] | null {
  if (!reply.startsWith('[[') || !reply.endsWith(']]')) return null;
  const texts = reply.slice(2, -2).split('],[');
  return texts.every((text) => FIELDS.test(text)) ? texts : null;
}

function openTimeIn(interval: Interval, value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && openTimeOf(interval, value) === value
    ? value
    : null;
}

function rowsSince(interval: Interval, { cursor, asOf, retention }: SeriesQuery): number {
  const wanted =
    cursor === null
      ? Math.min(retention, FIRST_ROWS)
      : Math.ceil((asOf - cursor) / shortestCandle(interval)) + LIVE_ROWS - 2;
  return Math.max(LIVE_ROWS, Math.min(PAGE_ROWS, wanted));
}

/** What makes a candle impossible in any market, or at this time. */
function faultOf(interval: Interval, candle: RawKline, query: FeedQuery): string | null {
  const [openTime] = candle;
  if (openTimeOf(interval, openTime) !== openTime) return 'a candle opens between two candles';
  if (isFuture(openTime, query)) return 'a candle opens in the future';
  return faultOfFigures(candle);
}
