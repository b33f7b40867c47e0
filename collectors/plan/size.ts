import { retentionOf } from '../../config/marketConfig.ts';
import type { Collector } from '../../markets/markets.js';
import { shortestCandle } from '../../model/candleTime.ts';
import type { Feed, FeedOptions, FeedQuery } from '../../model/feed.ts';
import { leftOf } from './describePlan.ts';
import { historyPerMinute } from './forCallers.ts';
import type { Plan } from './plan.ts';
import type { Planned } from './planned.ts';
import { weightOfRound } from './pollAll.ts';
import { feedOf, groupOf, routeOf, streamNames } from './streamNames.ts';

/** Bytes in Redis, as measured (docs/data-model.md): of a row of a series, of a level of a book on both sides, of any other value. */
const CANDLE_BYTES = 278;
const ROW_BYTES = 193;
const LEVEL_BYTES = 72;
const VALUE_BYTES = 1_000;
/** Levels of a book whose feed has no such setting. */
const USUAL_LEVELS = 100;
const EMPTY_REDIS_BYTES = 900_000;

/** No exchange has older candles, ms. */
const OLDEST_MS = 10 * 365.25 * 86_400_000;

/** What a book's snapshot weighs where its feed does not say it. */
const SNAPSHOT_WEIGHT = 25;

/** Streams on one socket where the connector does not say it. */
const MOST_STREAMS = 200;

/** What a plan takes. */
export interface Size {
  readonly streams: number;
  readonly sockets: number;
  /** Of the market's data, when all history is there. */
  readonly redisBytes: number;
  /** Minutes from an empty Redis until everything is fresh, and until all history is there; null: no weight is left for it. */
  readonly minutesToFresh: number | null;
  readonly minutesToFull: number | null;
}

/** A pure function; its figures are estimates. */
export function sizeOf(planned: Planned, plan: Plan): Size {
  const symbols = planned.config.pairs.map(planned.connector.symbolOf);
  const made = planned.collectors
    .filter(({ name }) => plan.collectors.has(name))
    .map((collector) => ({ collector, feed: feedOf(planned, collector) }));
  const streamed = made.filter(({ collector }) => plan.collectors.get(collector.name)?.served === 'stream');
  const names = [
    ...new Set(
      symbols.flatMap((symbol) => streamed.flatMap(({ collector, feed }) => streamNames(collector, feed, symbol))),
    ),
  ];
  const ofWeight = made.filter(({ collector }) => plan.collectors.get(collector.name)?.pool === undefined);
  const first = sumOf(ofWeight, ({ collector, feed }) => firstWeight(planned, plan, collector, feed));
  const older = sumOf(ofWeight, ({ collector, feed }) => olderWeight(planned, collector, feed));
  const minutesToFresh = plan.budget > 0 ? first / plan.budget : null;
  const left = historyPerMinute(plan, leftOf(plan));
  return {
    streams: names.length,
    sockets: socketsFor(planned, names),
    redisBytes: EMPTY_REDIS_BYTES + symbols.length * sumOf(made, ({ collector }) => bytesOf(planned, collector)),
    minutesToFresh,
    minutesToFull:
      minutesToFresh === null || (older > 0 && left === 0) ? null : minutesToFresh + older / Math.max(left, 1),
  };
}

/** Streams that each pair has on sockets of each route, of these collectors as far as they follow any. */
export function streamsPerPair(
  planned: Planned,
  collectors: readonly Collector[],
  follows: Plan['follows'],
): ReadonlyMap<string, number> {
  const symbol = planned.connector.symbolOf(planned.config.pairs[0] ?? '');
  const following = collectors.filter(({ name }) => follows.has(name));
  const names = following.flatMap((collector) => streamNames(collector, feedOf(planned, collector), symbol));
  const groups = groupsByRoute(planned, new Set(names));
  return new Map([...groups].map(([route, { sizes }]) => [route, largest(sizes)]));
}

const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

/** Streams of a route by their groups (exchanges/streamProtocol.ts), and those of none. */
interface Grouped {
  readonly sizes: Map<string, number>;
  alone: number;
}

function groupsByRoute(planned: Planned, names: Iterable<string>): ReadonlyMap<string, Grouped> {
  const routes = new Map<string, Grouped>();
  for (const name of names) {
    const route = routeOf(planned, name);
    const grouped = routes.get(route) ?? { sizes: new Map(), alone: 0 };
    routes.set(route, grouped);
    const group = groupOf(planned, name);
    if (group === '') grouped.alone++;
    else grouped.sizes.set(group, (grouped.sizes.get(group) ?? 0) + 1);
  }
  return routes;
}

const largest = (sizes: ReadonlyMap<string, number>): number => Math.max(0, ...sizes.values());

/** As gateway/streams/placing.ts places them: a group as a whole, where one fits a socket. */
function socketsFor(planned: Planned, names: readonly string[]): number {
  const { streams } = planned.connector;
  const symbols = planned.config.pairs.map(planned.connector.symbolOf);
  return sumOf([...groupsByRoute(planned, names)], ([route, { sizes, alone }]) => {
    const heartbeats = streams?.heartbeatsOf(route, symbols).length ?? 0;
    const most = Math.max(1, (streams?.mostStreams ?? MOST_STREAMS) - heartbeats);
    const size = Math.max(1, largest(sizes));
    const whole = size > most ? sizes.size * Math.ceil(size / most) : Math.ceil(sizes.size / Math.floor(most / size));
    return Math.max(whole, Math.ceil((sizes.size * size + alone) / most));
  });
}

/** Weight until all pairs of a collector are fresh. What comes whole by a stream costs none. */
function firstWeight(planned: Planned, plan: Plan, collector: Collector, feed: Feed | undefined): number {
  const isStreamed = plan.collectors.get(collector.name)?.served === 'stream';
  if (!isStreamed || collector.interval !== undefined) return weightOfRound(planned, collector);
  const { row } = collector;
  if (row.shape !== 'latest' || row.view !== 'book') return 0;
  const { pairs } = planned.config;
  const book = feed?.shape === 'latest' && feed.streamed?.by === 'book' ? feed.streamed : undefined;
  const [symbol = ''] = pairs.map(planned.connector.symbolOf);
  return pairs.length * (book?.snapshot(queryFor(symbol)).weight ?? SNAPSHOT_WEIGHT);
}

/** Weight of the pages of a series that are older than its first one; of what has no candles, of all pages. */
function olderWeight(planned: Planned, collector: Collector, feed: Feed | undefined): number {
  if (feed?.shape !== 'series' || feed.older === undefined) return 0;
  const { pairs } = planned.config;
  const [symbol = ''] = pairs.map(planned.connector.symbolOf);
  const pages = Math.ceil(rowsOf(planned, collector) / feed.pageRows) - (collector.interval === undefined ? 0 : 1);
  return pairs.length * Math.max(0, pages) * feed.older.history(queryFor(symbol), 1).weight;
}

const queryFor = (symbol: string): FeedQuery => ({ pairs: [symbol], asOf: 0, uncertainty: 0 });

/** Rows that a series comes to hold. */
function rowsOf({ config }: Planned, collector: Collector): number {
  const { interval } = collector;
  const most = interval === undefined ? Number.POSITIVE_INFINITY : OLDEST_MS / shortestCandle(interval);
  return Math.floor(Math.min(retentionOf(config, collector), most));
}

/** Bytes of one pair. */
function bytesOf(planned: Planned, collector: Collector): number {
  const { row, feed, interval } = collector;
  if (row.shape === 'series') return rowsOf(planned, collector) * (interval === undefined ? ROW_BYTES : CANDLE_BYTES);
  if (row.view !== 'book') return VALUE_BYTES;
  const { levels = USUAL_LEVELS }: FeedOptions = { ...planned.config.feeds[feed] };
  return Number(levels) * LEVEL_BYTES;
}
