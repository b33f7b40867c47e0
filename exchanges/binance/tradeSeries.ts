import type { ExchangeRequest } from '../../model/exchangeRequest.ts';
import type { AskedSeries, FeedQuery, Payload } from '../../model/feed.ts';
import { idScores } from '../../model/scores.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { listOf } from '../../model/validate.ts';
import { aggTradeRows } from './events/aggTrade.ts';
import { isFuture } from './fields.ts';
import type { RawAggTrade } from './rawAggTrade.ts';

/** Most rows of one reply; the weight does not depend on it. */
export const PAGE_ROWS = 1000;

/** The first id of the page that ends with one. */
export const pageEndingWith = (id: number): number => Math.max(0, id - PAGE_ROWS + 1);

export const faultOfTime = (time: number, query: FeedQuery): string | null =>
  isFuture(time, query) ? 'a trade is from the future' : null;

export const idIn = (id: unknown): number | null =>
  typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;

/** The last raw trade id stands fifth in what is stored. */
export const lastTradeIn = (member: string): number | null => idIn((JSON.parse(member) as unknown[])[4]);

const timeOf = (member: string): number => Number((JSON.parse(member) as unknown[])[5]);

/** What trades of all kinds have in common; the time stands sixth in what is stored. */
export const tradeSeries = {
  shape: 'series',
  isForming: false,
  pageRows: PAGE_ROWS,
  rowsIn: ({ data, path }: Payload) => listOf(data, path),
  scores: idScores(PAGE_ROWS),
  timeOf,
  isSame: (stored: string, row: SeriesRow) => row.member === stored || timeOf(row.member) === timeOf(stored),
  // Ids only rise. If the exchange's newest trade is older than ours, the exchange's server lags; if it is newer, the exchange has begun anew.
  isOutlived: (stored: string, newest: SeriesRow) => timeOf(newest.member) > timeOf(stored),
} as const;

export interface AggTradeSource<Row> {
  readonly rowSchema: object;
  /** Asks from an id on (inclusive), or for the newest. */
  readonly ask: (query: FeedQuery, fromId?: number) => ExchangeRequest;
  /** Asks for the first one from a time on. */
  readonly askAt: (query: FeedQuery, startTime: number) => ExchangeRequest;
  /** What is stored of a row: id, price, quantity, first and last raw trade id, time, buyer is maker, and what else there is. */
  readonly fieldsOf: (row: Row) => readonly unknown[];
}

/** The first row of an answer with aggregate trades. */
export const firstOf = (data: unknown): Partial<RawAggTrade> => Object(Array.isArray(data) ? data[0] : undefined);

/** Aggregate trades, asked from the last stored id on: so nothing is missed, and the first row shows that the ids still mean the same. */
export const aggTradeSeries = <Row extends RawAggTrade>({
  rowSchema,
  ask,
  askAt,
  fieldsOf,
}: AggTradeSource<Row>): AskedSeries<Row> => ({
  ...tradeSeries,
  kind: 'aggTrades',
  rowSchema,
  request: ({ cursor, resuming, ...query }) => ask(query, cursor === null || resuming ? undefined : cursor),
  faultOf: ({ T }, query) => faultOfTime(T, query),
  scoreOf: (row) => idIn((Object(row) as Partial<RawAggTrade>).a),
  toRows: (rows) => rows.map(({ row }) => ({ score: row.a, member: JSON.stringify(fieldsOf(row)) })),
  hasMore: ({ cursor, resuming }, rows) => cursor !== null && !resuming && rows >= PAGE_ROWS,
  older: {
    between: (query, fromId) => ask(query, fromId),
    history: (query, before) => ask(query, pageEndingWith(before)),
    firstAt: { request: askAt, scoreIn: (data) => idIn(firstOf(data).a) },
  },
  streamed: { ...aggTradeRows, lastTradeIn },
});
