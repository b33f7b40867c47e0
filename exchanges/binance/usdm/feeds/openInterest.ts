import { onlyPair, type SeriesFeed } from '../../../../model/feed.ts';
import { risingScores } from '../../../../model/scores.ts';
import { scoreOf } from '../../../../model/seriesRow.ts';
import { isFuture } from '../../fields.ts';
import { ask } from '../ask.ts';
import { openInterest as endpoint, type RawOpenInterest } from '../endpoints/prices.ts';
import { isLaterThan } from '../samples.ts';
import { timeIn } from '../times.ts';

/** Samples of open interest, stored as time, openInterest. The exchange tells the present one alone: what is missed is missed for good. */
export const openInterest = (): SeriesFeed<RawOpenInterest> => ({
  shape: 'series',
  kind: 'samples',
  isForming: false,
  pageRows: 1,
  rowSchema: endpoint.row,
  rowsIn: ({ data }) => [data],
  request: (query) => ask('openInterest', { symbol: onlyPair(query) }),
  faultOf({ symbol, time }, query) {
    if (symbol !== onlyPair(query)) return 'it is of another pair';
    return isFuture(time, query) ? 'a sample is from the future' : null;
  },
  scoreOf: (row) => timeIn((Object(row) as Partial<RawOpenInterest>).time),
  toRows: (rows) =>
    rows.map(({ row: { time, openInterest } }) => ({ score: time, member: JSON.stringify([time, openInterest]) })),
  hasMore: () => false,
  scores: risingScores,
  isSame: (stored, { member }) => stored === member,
  isOutlived: (stored, _newest, query) => isLaterThan(scoreOf(stored), query),
});
