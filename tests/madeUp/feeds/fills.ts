import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { type FeedQuery, onlyPair, type SeriesFeed } from '../../../model/feed.ts';
import { risingScores } from '../../../model/scores.ts';
import type { SeriesRow } from '../../../model/seriesRow.ts';
import { listOf } from '../../../model/validate.ts';
import { object, price, seconds, whole } from './fields.ts';

/** Most rows of one answer. */
const PAGE_ROWS = 40;

/** Its numbers leave some out: nothing between two fills tells whether one is missing. Stored as number, price, size, time, isSale. */
export const fills = (): SeriesFeed => feed as SeriesFeed;

const ask = (query: FeedQuery, span: { readonly since?: number; readonly upTo?: number } = {}): ExchangeRequest => ({
  path: '/v1/fills',
  params: { of: onlyPair(query), ...span },
  weight: 2,
});

const timeOf = (member: string): number => Number((JSON.parse(member) as unknown[])[3]);

const feed: SeriesFeed<RawFill> = {
  shape: 'series',
  kind: 'fills',
  isForming: false,
  pageRows: PAGE_ROWS,
  rowSchema: object({ no: whole, px: price, sz: price, side: { enum: ['buy', 'sell'] }, ts: seconds }),
  rowsIn: ({ data, path }) => listOf(data, path).toReversed(),
  request: ({ cursor, resuming, ...query }) => ask(query, cursor === null || resuming ? {} : { since: cursor }),
  faultOf: ({ ts }, { asOf }) => (Number(ts) * 1000 > asOf + 86_400_000 ? 'a fill is from the future' : null),
  scoreOf(row) {
    const { no } = Object(row) as Partial<RawFill>;
    return typeof no === 'string' && /^\d{1,15}$/.test(no) ? Number(no) : null;
  },
  toRows: (rows) =>
    rows.map(({ row: { no, px, sz, side, ts } }): SeriesRow => {
      const fields = [Number(no), px, sz, Math.round(Number(ts) * 1000), side === 'sell'];
      return { score: Number(no), member: JSON.stringify(fields) };
    }),
  hasMore: ({ cursor, resuming }, count) => cursor !== null && !resuming && count >= PAGE_ROWS,
  scores: risingScores,
  older: { between: (query, since) => ask(query, { since }), history: (query, upTo) => ask(query, { upTo }) },
  isSame: (stored, { member }) => stored === member,
  isOutlived: (stored, { member }) => timeOf(member) > timeOf(stored),
};

/** `{"no":"10740000001","px":"64000.10","sz":"0.25","side":"sell","ts":"1790000000.500"}` */
interface RawFill {
  readonly no: string;
  readonly px: string;
  readonly sz: string;
  readonly side: 'buy' | 'sell';
  readonly ts: string;
}
