import type { SeriesFeed } from '../../../model/feed.ts';
import type { RawRatio } from './endpoints/statistics.ts';
import { endpoints } from './endpoints.ts';
import { statistic } from './statistic.ts';

type Name = 'topLongShortPositionRatio' | 'topLongShortAccountRatio' | 'globalLongShortAccountRatio';

/** How many are long, and how many short, each five minutes. */
export const ratioOf = (name: Name): SeriesFeed<RawRatio> =>
  statistic<RawRatio>({
    name,
    rowSchema: endpoints[name].row,
    fieldsOf: ({ longShortRatio, longAccount, shortAccount }) => [longShortRatio, longAccount, shortAccount],
  });
