import type { RequestHandler } from 'express';
import { marketMember, namedMember } from '../../context/markets.ts';
import { ApiError } from '../../http/problems/apiError.ts';
import { redisUnavailable } from '../../http/readStore.ts';
import { type FeedState, type Overview, troubleTexts } from '../read/overview.ts';
import { isStale } from './why.ts';

/** So many stale values are named; the rest is only counted. */
export const MOST_NAMED = 20;

/** What should be fresh and is not. */
export const staleIn = ({ feeds }: Overview): FeedState[] => feeds.filter(isStale);

export const isReady = (overview: Overview): boolean => overview.trouble === null && staleIn(overview).length === 0;

/** Answers 200 only while everything that should be fresh is fresh. */
export function ready(readOverview: () => Promise<Overview>): RequestHandler {
  return async (_request, response) => {
    const overview = await readOverview();
    if (overview.trouble !== null) throw redisUnavailable(troubleTexts[overview.trouble]);
    const stale = staleIn(overview);
    if (stale.length === 0) {
      response.json({ status: 'ready', at: overview.at, feeds: overview.feeds.length });
      return;
    }
    const named = stale.slice(0, MOST_NAMED).map(shownFeed);
    throw new ApiError('not-ready', `${stale.length} of ${overview.feeds.length} are stale or have no data`, {
      members: { stale: named, staleCount: stale.length },
    });
  };
}

/** A feed of a pair, as it is named where it is stale. */
export const shownFeed = ({ collector, code, age, period, status }: FeedState) => ({
  ...marketMember(collector.market),
  type: collector.type,
  ...namedMember(collector),
  code,
  age,
  period,
  status,
});
