import type { Collector } from '../../markets/markets.js';
import type { Feed } from '../../model/feed.ts';
import type { Planned } from './planned.ts';

/** A collector's feed with the settings that CONFIG.json gives it; undefined: the connector does not have it. */
export const feedOf = ({ connector, config }: Planned, { feed, interval }: Collector): Feed | undefined =>
  connector.feeds[feed]?.({ ...config.feeds[feed] }, interval);

/** The streams of one pair; where the feed does not say them, the table's words stand for them. */
export const streamNames = ({ row, interval }: Collector, feed: Feed | undefined, symbol: string): readonly string[] =>
  feed?.streamed?.streamsOf(symbol) ??
  (row.streams ?? []).map((stream) => `${symbol}@${stream.replace('<interval>', String(interval))}`);

/** The kind of socket that carries a stream (exchanges/streamProtocol.ts). */
export const routeOf = ({ connector }: Planned, stream: string): string => connector.streams?.routeOf(stream) ?? '';

/** The group of a stream; of a connector that does not say it each name has its own up to the @. */
export const groupOf = ({ connector }: Planned, stream: string): string =>
  connector.streams?.groupOf(stream) ?? stream.split('@', 1)[0] ?? stream;

/** The kinds of socket that a collector's streams need. */
export function routesOf(planned: Planned, collector: Collector): ReadonlySet<string> {
  const symbol = planned.connector.symbolOf(planned.config.pairs[0] ?? '');
  const names = streamNames(collector, feedOf(planned, collector), symbol);
  return new Set(names.map((name) => routeOf(planned, name)));
}
