import { Gauge, type Registry } from 'prom-client';
import type { Collector } from '../../../markets/markets.js';
import { marketMember, namedMember } from '../../context/markets.ts';
import type { FeedState, Overview } from '../read/overview.ts';

/** How fresh and how whole the stored data is. */
export interface FeedMetrics {
  /** Sets all anew, so that no sample stays of what is no longer collected. */
  show(overview: Overview): void;
}

/** What tells a type of a market from the others: of candles also the price or contract that they are of. */
const OF_TYPE = ['market', 'type', 'price', 'contract'] as const;

const labelsOf = (collector: Collector) => ({
  ...marketMember(collector.market),
  type: collector.type,
  ...namedMember(collector),
});

/** @param prefix of all names */
export function createFeedMetrics(registry: Registry, prefix: string): FeedMetrics {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labels: readonly Label[]) =>
    new Gauge({ name: prefix + name, help, labelNames: [...OF_TYPE, ...labels], registers });
  const age = gauge('data_age_seconds', 'Time since the request that last confirmed the data was sent', ['code']);
  const stale = gauge('data_stale', '1 for data that is stale or absent', ['code']);
  const staleOfType = gauge(
    'feeds_stale',
    'Pairs whose data is stale or absent, but for those that the exchange does not trade',
    [],
  );
  const gapsOpen = gauge('gaps_open', 'Gaps in candles and trades that are not filled yet', []);

  function showOne(feed: FeedState): void {
    const ofType = labelsOf(feed.collector);
    const labels = { ...ofType, code: feed.code };
    if (feed.age !== null) age.set(labels, feed.age / 1000);
    stale.set(labels, feed.stale ? 1 : 0);
    staleOfType.inc(ofType, feed.stale && feed.shouldBeFresh ? 1 : 0);
  }

  return {
    show({ feeds, openGaps }) {
      for (const metric of [age, stale, staleOfType, gapsOpen]) metric.reset();
      for (const feed of feeds) showOne(feed);
      // While Redis is away there are no samples: old ones or zeros would be wrong.
      for (const { collector, count } of openGaps ?? []) gapsOpen.set(labelsOf(collector), count);
    },
  };
}
