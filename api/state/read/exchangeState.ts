import type { MarketTable } from '../../../markets/market.js';
import type { ExchangeReach, WorkerReport } from '../../../store/reports/health.ts';
import { isAlive } from './currentReports.ts';

/** If the exchange has answered within this time before a report, it can be reached, whatever else has failed, ms. */
const ANSWERING_MS = 5_000;

/** Whether the exchange can be reached, by what the collectors report. */
export interface ExchangeState {
  /** The exchange's name, as people say it. */
  readonly name: string;
  /** Null while no collector has asked it. */
  readonly reachable: boolean | null;
  /** If it cannot be reached, one line that says so and why; else null. */
  readonly error: string | null;
  /** Since when it cannot be reached, wall-clock ms. */
  readonly since: number | null;
}

/**
 * @param reports the reports of one market's workers
 * @param source where the stored data comes from; null while not known
 * @param exchange as the market's table calls it
 */
export function judgeExchange(
  reports: readonly WorkerReport[],
  source: string | null,
  exchange: MarketTable['exchange'],
): ExchangeState {
  const name = source === 'simulator' ? 'the simulated exchange' : exchange.title;
  const seen = reports.flatMap((report) =>
    report.exchange !== undefined && isAlive(report) ? [{ at: report.at, ...report.exchange }] : [],
  );
  const troubles = seen.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble]));
  const [first] = troubles.sort((a, b) => a.since - b.since);
  if (first !== undefined && !seen.some(isAnswering)) {
    return { name, reachable: false, error: `${name} cannot be reached: ${first.error}`, since: first.since };
  }
  const isKnown = seen.some(({ answeredAt }) => answeredAt !== undefined);
  return { name, reachable: isKnown ? true : null, error: null, since: null };
}

/** One worker that gets answers is enough: another process may have trouble of its own. */
const isAnswering = ({ at, answeredAt }: ExchangeReach & { at: number }): boolean =>
  answeredAt !== undefined && at - answeredAt < ANSWERING_MS;
