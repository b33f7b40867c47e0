import type { MarketTable } from '../../markets/market.js';
import type { ExchangeReach, WorkerReport } from '../../store/health.ts';
import { isAlive } from './currentReports.ts';

/** An answer within this time before a report: the exchange is there, whatever else has failed, ms. */
const ANSWERING_MS = 5_000;

/** Whether the exchange can be reached, as the collectors have it. */
export interface ExchangeState {
  /** As people call it. */
  readonly name: string;
  /** Null while no collector has asked it. */
  readonly reachable: boolean | null;
  /** One line that says so and why, where it cannot be reached. */
  readonly error: string | null;
  /** Wall-clock ms since when it cannot. */
  readonly since: number | null;
}

/**
 * @param reports those of one market's workers
 * @param source who the stored data comes from; null while not known
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

/** Of several processes one may have trouble of its own. */
const isAnswering = ({ at, answeredAt }: ExchangeReach & { at: number }): boolean =>
  answeredAt !== undefined && at - answeredAt < ANSWERING_MS;
