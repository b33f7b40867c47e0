import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawRatio } from '../endpoints/statistics.ts';
import { ratioOf } from '../ratio.ts';

/** How many of the largest accounts are long and short. */
export const topLongShortAccounts = (): SeriesFeed<RawRatio> => ratioOf('topLongShortAccountRatio');
