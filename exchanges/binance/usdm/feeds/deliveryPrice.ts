import { onlyPair, type SeriesFeed } from '../../../../model/feed.ts';
import { risingScores } from '../../../../model/scores.ts';
import { scoreOf } from '../../../../model/seriesRow.ts';
import { listOf } from '../../../../model/validate.ts';
import { isFuture } from '../../fields.ts';
import { ask, pairOf } from '../ask.ts';
import { deliveryPrice as endpoint, type RawDeliveryPrice } from '../endpoints/statistics.ts';
import { isLaterThan } from '../samples.ts';
import { timeIn } from '../times.ts';

/** Most settlements that an answer has: there are two a year of each kind. */
const PAGE_ROWS = 1000;

/** Prices at which the quarterly contracts of a pair were settled, stored as time, price. Each answer holds all of them. */
export const deliveryPrice = (): SeriesFeed<RawDeliveryPrice> => ({
  shape: 'series',
  kind: 'settlements',
  isForming: false,
  pageRows: PAGE_ROWS,
  rowSchema: endpoint.row,
  // The newest come first.
  rowsIn: ({ data, path }) =>
    listOf(data, path).toSorted((one, other) => Number(timeOf(one) ?? 0) - Number(timeOf(other) ?? 0)),
  request: (query) => ask('delivery-price', { pair: pairOf(onlyPair(query)) }),
  faultOf: ({ deliveryTime, deliveryPrice }, query) => {
    if (!/^\d+(\.\d+)?$/.test(String(deliveryPrice))) return 'its price has no plain digits';
    return isFuture(deliveryTime, query) ? 'a settlement is from the future' : null;
  },
  scoreOf: timeOf,
  toRows: (rows) =>
    rows.map(({ row: { deliveryTime, deliveryPrice } }) => ({
      score: deliveryTime,
      // The exchange sends a number here: its digits, as those of all other prices, are kept as a text.
      member: JSON.stringify([deliveryTime, String(deliveryPrice)]),
    })),
  hasMore: () => false,
  scores: risingScores,
  isSame: (stored, { member }) => stored === member,
  isOutlived: (stored, _newest, query) => isLaterThan(scoreOf(stored), query),
});

const timeOf = (row: unknown): number | null => timeIn((Object(row) as Partial<RawDeliveryPrice>).deliveryTime);
