import type { SeriesFeed } from '../../../../model/feed.ts';
import { takerlongshortRatio as endpoint, type RawTakerVolume } from '../endpoints/statistics.ts';
import { statistic } from '../statistic.ts';

/** What takers bought and sold, each five minutes. */
export const takerVolume = (): SeriesFeed<RawTakerVolume> =>
  statistic<RawTakerVolume>({
    name: 'takerlongshortRatio',
    rowSchema: endpoint.row,
    fieldsOf: ({ buySellRatio, buyVol, sellVol }) => [buySellRatio, buyVol, sellVol],
  });
