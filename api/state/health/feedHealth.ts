import type { Collector } from '../../../markets/markets.js';
import type { WorkerReport } from '../../../store/reports/health.ts';
import { marketMember, namedMember } from '../../context/markets.ts';
import { isAlive } from '../read/currentReports.ts';
import type { ExchangeState } from '../read/exchangeState.ts';
import type { FeedState } from '../read/overview.ts';

const OUT_OF_STEP = 'it is out of step with the exchange: a change was missed, and it is being read anew';

/** Why REST serves pairs in place of their streams, by worker and pair. */
export function streamsDownIn(reports: readonly WorkerReport[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(
    reports
      .filter(isAlive)
      .map(({ name, streamsDown = [] }) => [
        name,
        new Map(streamsDown.flatMap(({ why, codes }) => codes.map((code) => [code, why] as const))),
      ]),
  );
}

/** What /health says of one feed of one pair. */
export function feedHealth(
  feed: FeedState,
  reports: ReadonlyMap<string, WorkerReport>,
  downBy: ReturnType<typeof streamsDownIn>,
  exchange: ExchangeState | undefined,
) {
  const { collector, code, age, asOf, period, stale, waiting, isOutOfStep, status } = feed;
  const report = reports.get(collector.name)?.pairs[code];
  const streamDown = downBy.get(collector.name)?.get(code);
  return {
    ...collectorMember(collector),
    code,
    age,
    asOf,
    period,
    stale,
    waiting,
    ...(isOutOfStep && { outOfStep: true }),
    ...(streamDown !== undefined && { streamDown }),
    status,
    failures: report?.failures ?? 0,
    // Until something is known of the pairs, nobody polls, so there is no failed poll that could tell why there is no data.
    lastError: report?.lastError ?? (isOutOfStep ? OUT_OF_STEP : stale ? (exchange?.error ?? null) : null),
  };
}

/** The members by which /health names a collector. */
export const collectorMember = (collector: Collector) => {
  const { market, type, feed, interval } = collector;
  return {
    ...marketMember(market),
    type,
    ...namedMember(collector),
    feed,
    ...(interval === undefined ? {} : { interval }),
  };
};
