import { DEFAULT_MARKET } from '../../../markets/markets.js';
import type { ApiContext } from '../../context/context.ts';
import type { FeedState, Overview } from '../read/overview.ts';
import { healthOf } from './health.ts';
import { isReady, MOST_NAMED, shownFeed, staleIn } from './ready.ts';

/** What /health and /ready say, in short: what one who watches wants to be told when it changes. */
export function shortState(context: ApiContext, overview: Overview) {
  const health = healthOf(context, overview);
  const { status, why, warnings, at, source, redis, exchange, weight, config, markets = {}, pauses, openGaps } = health;
  const stale = staleIn(overview);
  const parts = Object.entries({ [DEFAULT_MARKET]: { source, exchange, weight }, ...markets });
  return {
    status,
    why,
    ready: isReady(overview),
    at,
    warnings: [...warnings, ...(redis.warning === undefined ? [] : [redis.warning])],
    redis: { ok: redis.ok, usedMemory: redis.usedMemory, maxMemory: redis.maxMemory },
    config: { ok: config.api.ok, hash: config.api.hash },
    feeds: overview.feeds.length,
    staleCount: stale.length,
    stale: stale.slice(0, MOST_NAMED).map(shownFeed),
    ages: agesOf(overview.feeds),
    openGaps,
    pauses,
    markets: Object.fromEntries(
      parts.map(([market, { source: from, exchange: state, weight: spent }]) => [
        market,
        { source: from, reachable: state.reachable, error: state.error, weight: spent },
      ]),
    ),
  };
}

/** Of each collector its oldest value. That of a pair which the exchange does not trade may be as old as it likes. */
function agesOf(feeds: readonly FeedState[]) {
  const oldest = new Map<string, { readonly feed: FeedState; readonly pairs: number }>();
  for (const feed of feeds.filter(({ shouldBeFresh }) => shouldBeFresh)) {
    const { name } = feed.collector;
    const known = oldest.get(name);
    const isOlder = known === undefined || (feed.age ?? 0) > (known.feed.age ?? 0);
    oldest.set(name, { feed: isOlder ? feed : known.feed, pairs: (known?.pairs ?? 0) + 1 });
  }
  return [...oldest.values()].map(({ feed, pairs }) => ({ ...shownFeed(feed), pairs }));
}
