import type { Interval } from '../../markets/markets.js';
import { type Candle, type CandleShape, candleRow, FINAL, FORMING } from '../../model/candle.ts';
import { nextOpenTime, openTimeOf, shortestCandle } from '../../model/candleTime.ts';
import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import type { AskedSeries, FeedQuery, RightRow, SeriesQuery } from '../../model/feed.ts';
import { candleScores } from '../../model/scores.ts';
import { type SeriesRow, scoreOf } from '../../model/seriesRow.ts';
import { listOf } from '../../model/validate.ts';
import { isFuture, LONGEST_LAG_MS } from './fields.ts';
import { faultOfPrices, type Prices } from './rawKline.ts';

/** The candle that forms, the one just closed, and one more: so a final candle gets a second look a minute later. */
const LIVE_ROWS = 3;

/** The newest candles, the newest up to `endTime`, or the oldest from `startTime` up to it (ms, open times, inclusive). */
export type AskCandles = (
  query: FeedQuery,
  limit: number,
  span?: { readonly startTime?: number; readonly endTime?: number },
) => ExchangeRequest;

export interface CandleSource<Row> {
  readonly interval: Interval;
  readonly shape: CandleShape;
  readonly rowSchema: object;
  readonly ask: AskCandles;
  /** Most rows that are asked for at once, and those that the first poll ever asks for: the rest is history, which nobody waits for. */
  readonly pageRows: number;
  readonly firstRows: number;
  /** What is stored of a row; without its state, which comes last. */
  readonly fieldsOf: (row: Row) => Candle;
  /** What is impossible of a row beside its prices and times; absent: nothing. */
  readonly faultOf?: (row: Row) => string | null;
  /** The texts of the rows of a reply, where they are stored as they were sent. */
  readonly textsOf?: (reply: string) => readonly string[] | null;
}

/** Candles of one interval, as all of Binance's markets answer them. A poll asks for all that has come since the last one. */
export function candleFeed<Row extends Prices>(source: CandleSource<Row>): AskedSeries<Row> {
  const { interval, shape, rowSchema, ask, pageRows, firstRows, fieldsOf, faultOf, textsOf } = source;

  const toRow = ({ row, text }: RightRow<Row>, query: FeedQuery, isFollowed: boolean): SeriesRow => {
    const state = isOver(interval, row[0], query, isFollowed) ? FINAL : FORMING;
    return text === undefined ? candleRow([...fieldsOf(row), state]) : { score: row[0], member: `[${text},${state}]` };
  };

  return {
    shape: 'series',
    kind: 'candles',
    isForming: true,
    pageRows,
    rowSchema,
    rowsIn: ({ data, path }) => listOf(data, path),
    request: (query) => ask(query, rowsSince(interval, query, pageRows, firstRows)),
    faultOf: (candle, query) =>
      faultOfTimes(interval, candle, query) ?? faultOfPrices(candle) ?? faultOf?.(candle) ?? null,
    scoreOf: (row) => (Array.isArray(row) ? openTimeIn(interval, row[0]) : null),
    toRows: (rows, query) => rows.map((candle, index) => toRow(candle, query, index < rows.length - 1)),
    ...(textsOf !== undefined && { textsOf }),
    hasMore: () => false,
    scores: candleScores(interval, pageRows, shape),
    older: {
      between: (query, startTime, to) => ask(query, pageRows, { startTime, endTime: nextOpenTime(interval, to) }),
      history: (query, before) => ask(query, pageRows, { endTime: before }),
    },
    oldest: (query, startTime) => ask(query, 1, { startTime }),
    isSame: () => true,
    isOutlived: (stored, _newest, { asOf, uncertainty }) => scoreOf(stored) > asOf + uncertainty + LONGEST_LAG_MS,
  };
}

function isOver(
  interval: Interval,
  openTime: number,
  { isClosed, asOf, uncertainty }: FeedQuery,
  isFollowed: boolean,
): boolean {
  if (isClosed !== undefined) return isClosed;
  // By the clock, not by the close time: an outage of the exchange can end a candle early.
  const overForMs = asOf - uncertainty - nextOpenTime(interval, openTime);
  // A replica of the exchange that lags behind its clock does not know the next candle yet.
  // A market without trades gets its next candle within that time, too.
  return overForMs >= (isFollowed ? 0 : LONGEST_LAG_MS);
}

function openTimeIn(interval: Interval, value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && openTimeOf(interval, value) === value
    ? value
    : null;
}

function rowsSince(
  interval: Interval,
  { cursor, asOf, retention }: SeriesQuery,
  pageRows: number,
  firstRows: number,
): number {
  const wanted =
    cursor === null
      ? Math.min(retention, firstRows)
      : Math.ceil((asOf - cursor) / shortestCandle(interval)) + LIVE_ROWS - 2;
  return Math.max(LIVE_ROWS, Math.min(pageRows, wanted));
}

/** What makes a candle impossible at this time. */
function faultOfTimes(interval: Interval, [openTime]: Prices, query: FeedQuery): string | null {
  if (openTimeOf(interval, openTime) !== openTime) return 'a candle opens between two candles';
  return isFuture(openTime, query) ? 'a candle opens in the future' : null;
}
