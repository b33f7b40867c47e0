import type { SeriesFeed } from '../../../../model/feed.ts';
import { openInterestHist as endpoint, type RawOpenInterestHist } from '../endpoints/statistics.ts';
import { statistic } from '../statistic.ts';

/** Open interest, each five minutes. */
export const openInterestHist = (): SeriesFeed<RawOpenInterestHist> =>
  statistic<RawOpenInterestHist>({
    name: 'openInterestHist',
    rowSchema: endpoint.row,
    fieldsOf: ({ sumOpenInterest, sumOpenInterestValue }) => [sumOpenInterest, sumOpenInterestValue],
  });
