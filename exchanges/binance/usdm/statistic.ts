import { nextOpenTime, previousOpenTime } from '../../../model/candleTime.ts';
import type { Params } from '../../../model/endpoint.ts';
import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { type FeedQuery, onlyPair, type SeriesFeed, type SeriesQuery } from '../../../model/feed.ts';
import { gridScores } from '../../../model/scores.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { listOf } from '../../../model/validate.ts';
import { isFuture } from '../fields.ts';
import { ask } from './ask.ts';
import type { RawTime } from './endpoints/statistics.ts';
import type { endpoints } from './endpoints.ts';
import { isLaterThan } from './samples.ts';
import { timeIn } from './times.ts';

/** The finest figures that there are, minutes. */
const PERIOD = 5;
const STEP_MS = PERIOD * 60_000;

/** Most rows of one answer; each request counts the same. */
const PAGE_ROWS = 500;

/** Older ones the exchange does not keep, and refuses to be asked for. An hour less, as clocks differ, ms. */
const KEPT_MS = 30 * 86_400_000 - 3_600_000;

export interface Statistic<Row> {
  readonly name: keyof typeof endpoints;
  /** Default: `figures`. */
  readonly kind?: string;
  readonly rowSchema: object;
  /** By what the pair is asked for; default: by its symbol. */
  readonly paramsOf?: (symbol: string) => Params;
  /** What is stored of a row, behind its time. */
  readonly fieldsOf: (row: Row) => readonly (string | null)[];
}

/** Figures that the exchange works out each five minutes, and does not change then. */
export function statistic<Row extends { readonly timestamp: RawTime }>({
  name,
  kind = 'figures',
  rowSchema,
  paramsOf = (symbol) => ({ symbol }),
  fieldsOf,
}: Statistic<Row>): SeriesFeed<Row> {
  const askFor = (query: FeedQuery, limit: number, span: Params = {}): ExchangeRequest =>
    ask(name, { ...paramsOf(onlyPair(query)), period: '5m', limit, ...span });
  const keptFrom = ({ asOf }: FeedQuery): number => Math.ceil(asOf - KEPT_MS);
  /** The exchange answers up to `to`, and wants to be told from when on. */
  const askUpTo = (query: FeedQuery, from: number, to: number): ExchangeRequest =>
    askFor(query, PAGE_ROWS, { startTime: Math.max(from, keptFrom(query)), endTime: to });
  const timeOf = (row: unknown): number | null => timeIn((Object(row) as Partial<Row>).timestamp);

  return {
    shape: 'series',
    kind,
    isForming: false,
    pageRows: PAGE_ROWS,
    rowSchema,
    rowsIn: ({ data, path }) => listOf(data, path),
    request: (query) => askFor(query, rowsSince(query)),
    faultOf({ timestamp }, query) {
      const time = Number(timestamp);
      if (time % STEP_MS !== 0) return 'it lies between two times of the grid';
      return isFuture(time, query) ? 'it is from the future' : null;
    },
    scoreOf: timeOf,
    toRows: (rows) =>
      rows.map(({ row }) => {
        const score = Number(row.timestamp);
        return { score, member: JSON.stringify([score, ...fieldsOf(row)]) };
      }),
    hasMore: () => false,
    scores: gridScores(PERIOD, PAGE_ROWS),
    older: {
      between: (query, from, to) => askUpTo(query, from, nextOpenTime(PERIOD, to)),
      history: (query, before) => askUpTo(query, before - (PAGE_ROWS - 1) * STEP_MS, before),
      keptFrom,
    },
    isSame: () => true,
    isOutlived: (stored, _newest, query) => isLaterThan(scoreOf(stored), query),
  };
}

/** All that has come since the newest stored row, with that one and one more. */
function rowsSince({ cursor, asOf, retention }: SeriesQuery): number {
  const newest = previousOpenTime(PERIOD, asOf);
  const wanted = cursor === null ? retention : Math.ceil((newest - cursor) / STEP_MS) + 2;
  return Math.max(3, Math.min(PAGE_ROWS, wanted));
}
