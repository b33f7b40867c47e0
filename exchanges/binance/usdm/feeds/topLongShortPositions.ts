import type { SeriesFeed } from '../../../../model/feed.ts';
import type { RawRatio } from '../endpoints/statistics.ts';
import { ratioOf } from '../ratio.ts';

/** Long and short positions of the largest accounts. */
export const topLongShortPositions = (): SeriesFeed<RawRatio> => ratioOf('topLongShortPositionRatio');
