import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { CallerGateState } from '../../../gateway/callers/createCallerGate.ts';
import type { Market } from '../../../markets/markets.js';
import { type WorkerCounter, type WorkerReport, workerCounters } from '../../../store/reports/health.ts';
import type { StreamsReport } from '../../../store/reports/streamReports.ts';
import { marketMember } from '../../context/markets.ts';
import type { RoutePath } from '../../http/routePaths.ts';
import { createAnswerCounts } from '../counts/answerCounts.ts';
import { createDialectCounts } from '../counts/dialectCounts.ts';
import type { EventsState } from '../counts/eventCounts.ts';
import { createRequestCounts, type RequestCounts } from '../counts/requestCounts.ts';
import type { SocketsStates } from '../counts/socketCounts.ts';
import type { CallersOfMarket } from '../health/callersHealth.ts';
import type { Health } from '../health/health.ts';
import type { PoolState } from '../health/pools.ts';
import type { RelayHealth } from '../health/relayHealth.ts';
import type { Overview } from '../read/overview.ts';
import { createCallerMetrics } from './callerMetrics.ts';
import { registerEventMetrics } from './eventMetrics.ts';
import { createFeedMetrics } from './feedMetrics.ts';
import { createRelayMetrics } from './relayMetrics.ts';
import { registerSocketMetrics } from './socketMetrics.ts';
import { createStateMetrics } from './stateMetrics.ts';
import { createStreamMetrics } from './streamMetrics.ts';

const PREFIX = 'binance_collector_';

/** Weights per minute of one market. */
export interface MarketWeights {
  readonly market: Market;
  readonly limit: number;
  readonly planned: number;
  readonly foreign: number;
  /** When the whole exchangeInfo was asked for, exchange-clock ms, and the time by that clock; null: none is stored. */
  readonly info: { readonly asOf: number; readonly now: number } | null;
  /** The limits that it has beside its own. */
  readonly pools: readonly PoolState[];
}

/** What the collectors report. */
export interface MetricsBook {
  readonly health: Health;
  /** One entry for each market that is collected. */
  readonly weights: readonly MarketWeights[];
  readonly reports: readonly (WorkerReport & { readonly market: Market })[];
  /** Of processes that follow streams now. */
  readonly streams: readonly StreamsReport[];
  /** Null: none runs. */
  readonly relay: RelayHealth | null;
  readonly callers: readonly CallersOfMarket[];
  readonly callerStates: ReadonlyMap<Market, CallerGateState>;
}

/** The metrics of one app, in a registry of their own. A sample of another market than the default one has a label `market`. */
export interface Metrics {
  readonly contentType: string;
  /** Counts an answer. `seconds` passed until it was sent, or until the caller left. */
  countAnswer(route: RoutePath | 'other', status: number, seconds: number): void;
  /** Counts an answer in the exchange's dialect. `path`: one of its paths, or `other`; `result`: where it came from, or why there is none. */
  countDialect(path: string, result: string, status: number, seconds: number): void;
  /** Counts a request over the exchange's WebSocket API. `method`: one of the market's, or `other`. */
  countRequest(market: Market, method: string, result: string): void;
  requests(): RequestCounts;
  countWrongKey(): void;
  /** Shows these, too. To be called once. */
  countSockets(sockets: SocketsStates): void;
  /** Shows these, too. To be called once. */
  countEvents(events: EventsState): void;
  /** The metrics as Prometheus text, with what the collectors reported last. */
  render(overview: Overview, book: MetricsBook): Promise<string>;
}

const OF_MARKET = ['market'] as const;
/** A limit that is counted apart from a market's own is named. */
const OF_LIMIT = [...OF_MARKET, 'pool'] as const;

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });

  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name: PREFIX + name, help, labelNames: [...labelNames], registers });

  const answers = createAnswerCounts(registry, PREFIX);
  const dialect = createDialectCounts(registry, PREFIX);
  const requests = createRequestCounts(registry, PREFIX);
  const wrongKeys = new Counter({ name: `${PREFIX}wrong_keys_total`, help: 'Wrong access keys', registers });
  const state = createStateMetrics(registry, PREFIX);
  const feeds = createFeedMetrics(registry, PREFIX);
  const weightUsed = gauge('weight_used', "Request weight counted in the exchange's present minute", OF_LIMIT);
  const weightLimit = gauge('weight_limit', 'Request weight per minute that the exchange allows', OF_LIMIT);
  const weightPlanned = gauge('weight_planned', 'Request weight per minute that the workers plan with', OF_LIMIT);
  const weightForeign = gauge(
    'weight_foreign',
    'Request weight per minute set aside for others on the same IP',
    OF_MARKET,
  );
  const infoAge = gauge(
    'exchange_info_age_seconds',
    'Time since the whole exchangeInfo that is stored was asked for',
    OF_MARKET,
  );
  const streams = createStreamMetrics(registry, PREFIX);
  const relay = createRelayMetrics(registry, PREFIX);
  const callers = createCallerMetrics(registry, PREFIX);
  const workerReport = gauge('worker_report_seconds', 'Unix time of the last report of a worker', [
    ...OF_MARKET,
    'worker',
  ]);
  const workers = Object.entries(workerCounters).map(([name, help]) => ({
    name: name as WorkerCounter,
    counter: new Counter({
      name: `${PREFIX}worker_${name}_total`,
      help,
      labelNames: [...OF_MARKET, 'worker'],
      registers,
    }),
  }));

  function showWorkers({ reports }: MetricsBook): void {
    workerReport.reset();
    for (const { counter } of workers) counter.reset();
    for (const report of reports) {
      const labels = { ...marketMember(report.market), worker: report.name };
      workerReport.set(labels, report.at / 1000);
      for (const { name, counter } of workers) counter.inc(labels, report.counters[name] ?? 0);
    }
  }

  /**
   * Sets the weights anew, so that no sample stays of a market that is no longer collected, or of a count that belongs to an earlier
   * minute.
   */
  function showWeights(overview: Overview, { weights }: MetricsBook): void {
    for (const shown of [weightLimit, weightPlanned, weightForeign, weightUsed]) shown.reset();
    for (const { market, limit, planned, foreign, pools } of weights) {
      const labels = marketMember(market);
      weightLimit.set(labels, limit);
      weightPlanned.set(labels, planned);
      weightForeign.set(labels, foreign);
      const used = overview.markets.get(market)?.usedWeight ?? null;
      if (used !== null) weightUsed.set(labels, used);
      for (const pool of pools) {
        const named = { ...labels, pool: pool.name };
        weightLimit.set(named, pool.limit);
        weightPlanned.set(named, pool.planned);
        if (pool.used !== null) weightUsed.set(named, pool.used);
      }
    }
  }

  function showInfos({ weights }: MetricsBook): void {
    infoAge.reset();
    for (const { market, info } of weights) {
      if (info !== null) infoAge.set(marketMember(market), Math.max(0, info.now - info.asOf) / 1000);
    }
  }

  return {
    contentType: registry.contentType,
    countAnswer: answers.count,
    countDialect(path, result, status, seconds) {
      answers.count(path, status, seconds);
      dialect.count(path, result);
    },
    countRequest: requests.count,
    requests: requests.read,
    countWrongKey: () => wrongKeys.inc(),
    countEvents: (events) => registerEventMetrics(registry, PREFIX, events),
    countSockets: (sockets) => registerSocketMetrics(registry, PREFIX, sockets),
    render(overview, book) {
      state.show(book.health, overview);
      feeds.show(overview);
      showWeights(overview, book);
      showInfos(book);
      showWorkers(book);
      streams.show(book.streams);
      relay.show(book.relay);
      callers.show(book.callers, book.callerStates);
      return Registry.merge([registry, answers.times()]).metrics();
    },
  };
}
