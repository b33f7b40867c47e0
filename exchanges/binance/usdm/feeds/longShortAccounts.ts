import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawRatio } from '../endpoints/statistics.ts';
import { ratioOf } from '../ratio.ts';

/** How many of all accounts are long and short. */
export const longShortAccounts = (): SeriesFeed<RawRatio> => ratioOf('globalLongShortAccountRatio');
