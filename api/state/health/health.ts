import type { RequestHandler } from 'express';
import { pairsPath } from '../../../config/marketConfig.ts';
import { DEFAULT_MARKET, type Market } from '../../../markets/markets.js';
import { UNLISTED } from '../../../store/market/listing.ts';
import type { WorkerReport } from '../../../store/reports/health.ts';
import type { ApiContext } from '../../context/context.ts';
import { enabledOf } from '../../context/markets.ts';
import type { EventsState } from '../counts/eventCounts.ts';
import type { RequestCounts } from '../counts/requestCounts.ts';
import type { SocketsStates } from '../counts/socketCounts.ts';
import { currentReports, isAlive } from '../read/currentReports.ts';
import { judgeExchange } from '../read/exchangeState.ts';
import { madeOnce } from '../read/madeOnce.ts';
import type { Overview } from '../read/overview.ts';
import { levelOf, plannedWeight } from '../read/planned.ts';
import { callersOf } from './callersHealth.ts';
import { collectorMember, feedHealth, streamsDownIn } from './feedHealth.ts';
import { infoHealth } from './infoHealth.ts';
import { poolsOf } from './pools.ts';
import { redisHealth } from './redisHealth.ts';
import { currentRelay } from './relayHealth.ts';
import { socketsHealth } from './socketsHealth.ts';
import { currentStreams, streamsHealth } from './streamsHealth.ts';
import { judge } from './why.ts';
import { workersHealth } from './workersHealth.ts';

/** One page for people and panels. It always answers 200, even while Redis is away, because its purpose is to say so. */
export function health(context: ApiContext, readOverview: () => Promise<Overview>, counted: Counted): RequestHandler {
  const textOf = madeOnce((overview: Overview) => Buffer.from(JSON.stringify(healthOf(context, overview, counted))));
  return async (_request, response) => {
    response.type('json').send(textOf(await readOverview()));
  };
}

/** The body of /health. */
export type Health = ReturnType<typeof healthOf>;

/** What this process counts of its callers. */
interface Counted {
  readonly sockets: SocketsStates | null;
  readonly events: EventsState | null;
  readonly requests: () => RequestCounts;
}

const UNCOUNTED: Counted = { sockets: null, events: null, requests: () => ({}) };

export function healthOf(context: ApiContext, overview: Overview, { sockets, events, requests } = UNCOUNTED) {
  const { board, markets } = context;
  const config = context.config();
  const redis = redisHealth(overview, context.store()?.damage.list() ?? []);
  const current = currentReports(enabledOf(markets, config, markets.collectors), board.reports());
  const reports = [...current.values()];
  const workers = workersHealth(context, current);
  const main = marketHealth(context, overview, reports, DEFAULT_MARKET);
  const others = markets
    .configured(config)
    .filter((market) => market !== DEFAULT_MARKET)
    .map((market) => [market, marketHealth(context, overview, reports, market)] as const);
  const stateOf = new Map([[DEFAULT_MARKET, main], ...others]);
  const api = context.configStatus();
  const pauses = [...overview.markets].flatMap(([market, { at }]) => {
    const { pause } = board.book(market);
    if (pause === null || pause.until <= at) return [];
    return [{ market, egress: config.budget.egress, status: pause.status, until: Math.round(pause.until) }];
  });
  const [idle, old] = [nothingCollected(overview), oldInfoIn(stateOf)];
  const defects = defectsOf(context, reports);
  const { status, why } = judge({
    ...{ overview, redis, pauses, workers, idle, old, defects },
    markets: stateOf,
    config: api,
  });
  const downBy = streamsDownIn(reports);
  return {
    status,
    why,
    warnings: [...idle, ...old],
    at: overview.at,
    uptime: Math.round(process.uptime()),
    source: main.source,
    exchange: main.exchange,
    redis,
    config: {
      api,
      workers: Object.fromEntries(reports.map(({ name, config: status }) => [name, status])),
    },
    weight: main.weight,
    streams: main.streams,
    relay: currentRelay(board.relays()),
    sockets: sockets && socketsHealth(sockets),
    requests: requests(),
    events: events && { ...events.now(), ...events.counts },
    callers: callersOf(context, overview),
    exchangeInfo: main.exchangeInfo,
    backfill: board.backfill(),
    ...(others.length === 0 ? {} : { markets: Object.fromEntries(others) }),
    pauses,
    feeds: overview.feeds.map((feed) =>
      feedHealth(feed, board.reports(), downBy, stateOf.get(feed.collector.market)?.exchange),
    ),
    disabled: overview.idle.map(({ collector, pairs, asOf }) => ({ ...collectorMember(collector), pairs, asOf })),
    workers: workers.map(({ faults: _faults, ...worker }) => worker),
    defects,
    largeTradeUsd: config.live.largeTradeUsd,
    // Null means unknown; 0 would say that there are none.
    openGaps: overview.openGaps?.reduce((sum, { count }) => sum + count, 0) ?? null,
  };
}

/** What belongs to one market alone: its source, its exchange, its weight and its streams. */
function marketHealth(
  { board, config, markets }: ApiContext,
  { markets: moments }: Overview,
  reports: readonly WorkerReport[],
  market: Market,
) {
  const { source, limits, foreign, info } = board.book(market);
  const { at = Number.NaN, usedWeight = null, usedPools } = moments.get(market) ?? {};
  const own = reports.filter(({ name }) => markets.marketOf(name) === market);
  const enabled = enabledOf(markets, config(), markets.collectorsOf(market));
  const level = levelOf(enabled, board.reports());
  const pools = poolsOf(markets.tableOf(market), config().budget.share, enabled, board.reports(), usedPools);
  return {
    source,
    exchange: judgeExchange(own, source, markets.tableOf(market).exchange),
    weight: {
      limit: limits.weightPerMinute,
      budget: Math.floor(limits.weightPerMinute * config().budget.share),
      planned: Math.round(plannedWeight(enabled, board.reports())),
      foreign,
      used: usedWeight,
      level,
      // Its name before it was called level: readers may know no other.
      rung: level,
      minute: Math.floor(at / 60_000) * 60_000,
      ...(pools.length === 0 ? {} : { pools }),
    },
    streams: streamsHealth(currentStreams(board.streams()), market),
    exchangeInfo: infoHealth(info, at),
  };
}

/** Warnings of a state in which nothing useful is collected although each part works. */
function nothingCollected({ feeds, markets }: Overview): string[] {
  return [...markets.keys()].flatMap((market) => {
    const own = feeds.filter(({ collector }) => collector.market === market);
    if (own.length === 0 || own.some(({ status }) => status !== UNLISTED)) return [];
    const nothing = markets.size === 1 ? 'nothing' : `nothing of ${market}`;
    return [
      `${nothing} is collected: the exchange lists none of the pairs; correct ${pairsPath(market)} in CONFIG.json`,
    ];
  });
}

/** Warnings of a whole exchangeInfo that nobody has renewed for long. */
function oldInfoIn(states: ReadonlyMap<Market, ReturnType<typeof marketHealth>>): string[] {
  return [...states].flatMap(([market, { exchangeInfo }]) => {
    if (exchangeInfo?.stale !== true) return [];
    const since = new Date(exchangeInfo.asOf).toISOString();
    return [`the whole exchangeInfo of ${market} is that of ${since}: see the log of the collectors`];
  });
}

/** The newest defect of each process, the API's first. The workers of one process all report the same one. */
function defectsOf({ board }: ApiContext, reports: readonly WorkerReport[]): string[] {
  const met = [board.defects.newest(), ...reports.filter(isAlive).map(({ defect }) => defect)];
  return [...new Set(met.filter((defect) => typeof defect === 'string'))];
}
