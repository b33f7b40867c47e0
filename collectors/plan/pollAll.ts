import { configuredPeriod, isEnabledIn } from '../../config/marketConfig.ts';
import { type Collector, chunkOf } from '../../markets/markets.js';
import type { Feed } from '../../model/feed.ts';
import { finite } from '../../model/finite.ts';
import { isAudited } from '../../model/streamed.ts';
import type { Entry } from './entry.ts';
import type { Planned } from './planned.ts';
import { feedOf } from './streamNames.ts';

/** Level 1: every collector that CONFIG.json enables is polled at its configured period. */
export function pollAll(planned: Planned): Entry[] {
  const { collectors, config } = planned;
  const enabled = collectors.filter((collector) => isEnabledIn(config, collector));
  return enabled.map((collector) => {
    const feed = feedOf(planned, collector);
    const { weight, pool } = roundOf(planned, collector, feed);
    return {
      collector,
      served: 'poll',
      round: weight,
      ...(pool !== undefined && { pool }),
      isAudited: feed?.streamed !== undefined && isAudited(feed.streamed),
      polledPairs: 0,
      polledRound: 0,
      period: configuredPeriod(config, collector),
    };
  });
}

/** Weight of asking once for all pairs, in as many requests as the feed's row says. */
export const weightOfRound = (planned: Planned, collector: Collector): number =>
  roundOf(planned, collector, feedOf(planned, collector)).weight;

/** The same, with the limit that it is counted in. */
function roundOf(planned: Planned, collector: Collector, definition: Feed | undefined): Round {
  const { config, connector } = planned;
  const { feed, row } = collector;
  // As each second asks: what has come since the newest row.
  const poll = { asOf: 0, uncertainty: 0, cursor: 0, resuming: false, retention: 1 };
  const chunk = chunkOf(row, config.pairs.length);
  let weight = 0;
  let pool: string | undefined;
  for (let from = 0; from < config.pairs.length; from += chunk) {
    const symbols = config.pairs.slice(from, from + chunk).map(connector.symbolOf);
    const request = definition?.request?.({ ...poll, pairs: symbols });
    weight += request?.weight ?? 0;
    pool = request?.pool;
  }
  return { weight: finite(`the weight of ${feed}`, weight), pool };
}

interface Round {
  readonly weight: number;
  readonly pool: string | undefined;
}
