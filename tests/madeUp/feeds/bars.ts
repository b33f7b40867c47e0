import type { Interval } from '../../../markets/markets.js';
import { candleRow, candleShapeOf, FINAL, FORMING } from '../../../model/candle.ts';
import { nextOpenTime, openTimeOf, shortestCandle } from '../../../model/candleTime.ts';
import { compareDecimals } from '../../../model/decimals.ts';
import type { ExchangeRequest } from '../../../model/exchangeRequest.ts';
import { type FeedQuery, onlyPair, type SeriesFeed } from '../../../model/feed.ts';
import { candleScores } from '../../../model/scores.ts';
import { scoreOf } from '../../../model/seriesRow.ts';
import { listOf } from '../../../model/validate.ts';
import { table } from '../table.ts';
import { decimal, object, price, whole } from './fields.ts';

/** Most rows of one answer. */
const PAGE_ROWS = 40;

/** A bar that another one follows is over; one that none does may be, when the exchange knows of the next that late. */
const LONGEST_LAG_MS = 60_000;

/** Its names of the lengths that it has. */
const spans: Readonly<Record<Interval, string>> = { 1: '60', 2: '120', 60: '1H', 240: '4H' };

/** Bars of one length. Nobody counts the trades: of two states the one with more volume knows more. */
export function bars(_options: object, interval: Interval = 1): SeriesFeed {
  const ask = (query: FeedQuery, limits: Readonly<Record<string, number>>): ExchangeRequest => ({
    path: '/v1/bars',
    params: { of: onlyPair(query), span: spans[interval] ?? '', ...limits },
    weight: 2,
  });
  const inSeconds = (time: number) => time / 1000;
  const feed: SeriesFeed<RawBar> = {
    shape: 'series',
    kind: 'bars',
    isForming: true,
    pageRows: PAGE_ROWS,
    rowSchema: object({
      start: whole,
      px: object({ o: price, h: price, l: price, c: price }),
      vol: object({ units: decimal, worth: decimal }),
    }),
    rowsIn: ({ data, path }) => listOf((Object(data) as { bars?: unknown }).bars, path, 'bars').toReversed(),
    request(query) {
      const missed = query.cursor === null ? PAGE_ROWS : (query.asOf - query.cursor) / shortestCandle(interval) + 1;
      return ask(query, { count: Math.max(3, Math.min(PAGE_ROWS, Math.ceil(missed))) });
    },
    faultOf({ start, px: { o, h, l, c } }, { asOf }) {
      if (Number(start) * 1000 > asOf + 86_400_000) return 'a bar is from the future';
      const isInside = (one: string) => compareDecimals(l, one) <= 0 && compareDecimals(one, h) <= 0;
      return isInside(o) && isInside(c) ? null : 'a bar begins or ends outside its prices';
    },
    scoreOf(row) {
      const start = Number((Object(row) as Partial<RawBar>).start) * 1000;
      return Number.isSafeInteger(start) && openTimeOf(interval, start) === start ? start : null;
    },
    toRows: (rows, { asOf, uncertainty }) =>
      rows.map(({ row: { start, px, vol } }, index) => {
        const opens = Number(start) * 1000;
        const ends = nextOpenTime(interval, opens);
        const isOver = asOf - uncertainty - ends >= (index < rows.length - 1 ? 0 : LONGEST_LAG_MS);
        const state = isOver ? FINAL : FORMING;
        return candleRow([opens, px.o, px.h, px.l, px.c, state, vol.units, vol.worth, ends - 1]);
      }),
    hasMore: () => false,
    scores: candleScores(interval, PAGE_ROWS, candleShapeOf(rowOfBars())),
    older: {
      between: (query, from, to) => ask(query, { from: inSeconds(from), to: inSeconds(to) }),
      history: (query, before) => ask(query, { to: inSeconds(before) }),
    },
    oldest: (query, from) => ask(query, { from: inSeconds(from), count: 1 }),
    isSame: () => true,
    isOutlived: (stored, _newest, { asOf, uncertainty }) => scoreOf(stored) > asOf + uncertainty + LONGEST_LAG_MS,
  };
  return feed as SeriesFeed;
}

function rowOfBars() {
  const { bars: row } = table.feeds;
  if (row === undefined) throw new RangeError('the table has no bars');
  return row;
}

/** `{"start":"1790000040","px":{"o":"10.50","h":"10.90","l":"10.10","c":"10.50"},"vol":{"units":"12.00","worth":"125.0100"}}` */
interface RawBar {
  readonly start: string;
  readonly px: { readonly o: string; readonly h: string; readonly l: string; readonly c: string };
  readonly vol: { readonly units: string; readonly worth: string };
}
