import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type Bookkeeping, type WorkerCounter, workerCounters } from '../../store/health.ts';
import type { RoutePath } from '../http/routePaths.ts';
import { createAnswerCounts } from './answerCounts.ts';
import type { Overview } from './overview.ts';

const PREFIX = 'binance_collector_';

/** What the collectors say. */
export interface MetricsBook extends Pick<Bookkeeping, 'limits' | 'foreign' | 'reports'> {
  /** Weight per minute. */
  readonly planned: number;
}

/** One app's metrics, in a registry of their own. */
export interface Metrics {
  readonly contentType: string;
  /** Counts an answer. `seconds` until it was sent, or until the caller left. */
  countAnswer(route: RoutePath | 'other', status: number, seconds: number): void;
  countWrongKey(): void;
  /** The metrics as Prometheus text, with what the collectors reported last. */
  render(overview: Overview, book: MetricsBook): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });

  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name: PREFIX + name, help, labelNames, registers });

  const answers = createAnswerCounts(registry, PREFIX);
  const wrongKeys = new Counter({ name: `${PREFIX}wrong_keys_total`, help: 'Wrong access keys', registers });
  const redisUp = gauge('redis_up', '1 while Redis answers', []);
  const age = gauge('data_age_seconds', 'Time since the request that last confirmed the data was sent', [
    'type',
    'code',
  ]);
  const stale = gauge('data_stale', '1 for data that is stale or absent', ['type', 'code']);
  const weightUsed = gauge('weight_used', "Request weight counted in the exchange's present minute", []);
  const weightLimit = gauge('weight_limit', 'Request weight per minute that the exchange allows', []);
  const gapsOpen = gauge('gaps_open', 'Gaps in candles and trades that are not filled yet', ['type']);
  const weightPlanned = gauge('weight_planned', 'Request weight per minute that the workers plan with', []);
  const weightForeign = gauge('weight_foreign', 'Request weight per minute set aside for others on the same IP', []);
  const workerReport = gauge('worker_report_seconds', 'Unix time of the last report of a worker', ['worker']);
  const workers = Object.entries(workerCounters).map(([name, help]) => ({
    name: name as WorkerCounter,
    counter: new Counter({ name: `${PREFIX}worker_${name}_total`, help, labelNames: ['worker'], registers }),
  }));

  function showWorkers(reports: Bookkeeping['reports']): void {
    workerReport.reset();
    for (const { counter } of workers) counter.reset();
    for (const report of reports.values()) {
      const labels = { worker: report.name };
      workerReport.set(labels, report.at / 1000);
      for (const { name, counter } of workers) counter.inc(labels, report.counters[name] ?? 0);
    }
  }

  /** No samples rather than old ones, or zeros, while Redis is away. */
  function showGaps({ openGaps }: Overview): void {
    gapsOpen.reset();
    for (const { collector, count } of openGaps ?? []) gapsOpen.set({ type: collector.type }, count);
  }

  function showFeeds({ feeds }: Overview): void {
    age.reset();
    stale.reset();
    for (const feed of feeds) {
      const labels = { type: feed.collector.type, code: feed.code };
      if (feed.age !== null) age.set(labels, feed.age / 1000);
      stale.set(labels, feed.stale ? 1 : 0);
    }
  }

  return {
    contentType: registry.contentType,
    countAnswer: answers.count,
    countWrongKey: () => wrongKeys.inc(),
    render(overview, { limits, foreign, planned, reports }) {
      redisUp.set(overview.trouble === 'away' ? 0 : 1);
      weightLimit.set(limits.weightPerMinute);
      weightPlanned.set(planned);
      weightForeign.set(foreign);
      // No sample rather than an old one: the count belongs to one minute.
      if (overview.usedWeight === null) weightUsed.remove();
      else weightUsed.set(overview.usedWeight);
      showFeeds(overview);
      showGaps(overview);
      showWorkers(reports);
      return Registry.merge([registry, answers.times()]).metrics();
    },
  };
}
