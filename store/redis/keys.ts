import { type Collector, DEFAULT_MARKET, type FeedName, type Interval, type Market } from '../../markets/markets.js';

/**
 * Every key and channel name of the Redis contract. Data keys are `<market>:{<code>}:<feed>[:<interval>]`; the braces keep all
 * keys of a pair in one Cluster slot. Bookkeeping lives under `collector:`.
 */

/** Key of a pair's series or latest value, e.g. `spot:{btcusdt}:klines:5`. `interval` in minutes, candles only. */
export function dataKey(market: Market, code: string, feed: FeedName, interval?: Interval): string {
  return interval === undefined ? `${market}:{${code}}:${feed}` : `${market}:{${code}}:${feed}:${interval}`;
}

/** Hash beside a data key: asOf, changedAt, version, fence, source; of some keys also order, kind, refusedAt, outOfStep. */
export const metaKey = (key: string): string => `${key}:meta`;

/** Pub/sub crosses databases, so the channel carries the number. */
export const changesChannel = (db: number): string => `collector:changes:${db}`;

/** Hash: worker name → its last report as JSON. */
export const healthKey = 'collector:health';

/** Hash: market and holder of each process that follows streams → its last report of them as JSON. */
export const streamsKey = 'collector:streams';

/** String with TTL: closes of a pair's candles that the audit has compared, as streams and as REST told them. */
export const closesKey = (market: Market, code: string): string => `collector:closes:${market}:${code}`;

/** Hash: process of each relay → its last report as JSON. */
export const relayKey = 'collector:relay';

/** Hash: market → who its data comes from: the exchange by its name in the table, or `simulator`. */
export const sourceKey = 'collector:source';

/** String: the verdict on the newest edit of CONFIG.json that added pairs to a market. */
export const verdictKey = (market: Market): string =>
  market === DEFAULT_MARKET ? 'collector:verdict' : `collector:verdict:${market}`;

/** Hash: code → what the exchange says of the pair. */
export const listingKey = (market: Market): string => `collector:listing:${market}`;

/** String: exchange clock against this machine's. */
export const clockKey = (market: Market): string => `collector:clock:${market}`;

/** String: the market's limits as the exchange tells them. */
export const limitsKey = (market: Market): string => `collector:limits:${market}`;

/** Hash: the newest whole exchangeInfo: when it was asked for, by whom it was answered, how much it is. Its parts stand at `infoPartKeys`. */
export const infoKey = (market: Market): string => `collector:exchange-info:${market}`;

/**
 * The parts of a whole exchangeInfo; `asOf` is that of its meta. `gzip` (string): all of it, compressed · `list` (string): symbols with their
 * statuses, in their order, where in the gzip they stand, and what stands around the rows, as JSON.
 */
export const infoPartKeys = (market: Market, asOf: number) => ({
  gzip: `${infoKey(market)}:${asOf}:gzip`,
  list: `${infoKey(market)}:${asOf}:list`,
});
/** String with TTL: what the market's plan needs of each minute. */
export const needsKey = (market: Market): string => `collector:needs:${market}`;

/** Hash: what the last news round has found out of all pairs (`at`, `news`). */
export const newsKey = (market: Market): string => `collector:news:${market}`;

/** String: what the keeper has decided of streams. */
export const transportKey = (market: Market): string => `collector:transport:${market}`;

/** Set: codes a worker has stored data of. */
export const knownPairsKey = (worker: string): string => `collector:known:${worker}`;

/** String with TTL: what the backfill that runs says of itself (`npm run backfill`). */
export const backfillKey = 'collector:backfill';

/** Sorted set with TTL: pages of older rows that a backfill hands over to whoever holds the worker's lease, by their numbers. */
export const deliveredKey = (worker: string): string => `collector:backfill:rows:${worker}`;

/** Hash: the gaps of a worker's series; `<code>:<from>` → entry as JSON, besides `fence` and `open` (their number). */
export const gapsKey = (worker: string): string => `collector:gaps:${worker}`;

/** Hash: holder, until (Redis clock, ms), fence. */
export const leaseKey = (worker: string): string => `collector:lease:${worker}`;

const MINUTE = 60_000;

/**
 * Hash: weight of one fixed window, ours and others' (`own`, `callers`, `caller:<who>`, `foreign`, `whole`). `index` = ms / windowMs. A minute has the key that all
 * had before there were other windows.
 */
export const budgetKey = (egress: string, market: Market, index: number, windowMs = MINUTE, pool?: string): string =>
  windowMs === MINUTE
    ? `collector:budget:${egress}:${countedAs(market, pool)}:${index}`
    : `collector:budget:${egress}:${countedAs(market, pool)}:fixed-${windowMs}:${index}`;

/** Hash: weight of a sliding window (`live:<ms>`, `fill:<ms>`, `caller-<who>:<ms>`, `foreign:<ms>`, by when it is free again; `sure:<index>`, `since`). */
export const slidingKey = (egress: string, market: Market, windowMs: number, pool?: string): string =>
  `collector:budget:${egress}:${countedAs(market, pool)}:sliding-${windowMs}`;

/** A market's own limit, or one that it has beside it. */
const countedAs = (market: Market, pool?: string): string => (pool === undefined ? market : `${market}:${pool}`);

/** String with TTL: present while the egress must not send, e.g. after 429. */
export const pauseKey = (egress: string, market: Market): string => `collector:pause:${egress}:${market}`;

/** Hash: sockets that were opened, counted as weight of a sliding window is. */
export const attemptsKey = (egress: string, market: Market): string => `collector:attempts:${egress}:${market}`;

/** Hash with TTL: present while no socket can be opened: failures in a row, who tries for all, until when nobody may. */
export const attemptsTroubleKey = (egress: string, market: Market, route = ''): string =>
  `${attemptsKey(egress, market)}:trouble${route === '' ? '' : `:${route}`}`;

/** Key of a collector's data of a pair. */
export const collectorKey = ({ market, feed, interval }: Collector, code: string): string =>
  dataKey(market, code, feed, interval);
