import { ExchangeError } from '../../exchanges/errors.ts';
import type { OpenedSeries } from './openSeries.ts';

/** Series that are filled at a time, each of another collector: who waits for an answer leaves the weight to others. */
const AT_A_TIME = 3;

/**
 * Works through series, some at a time. Those of one collector stand in line: who holds its lease takes one page after the other.
 *
 * @param onFailure told at once of what fails first: it ends the work on the others
 * @throws what has failed first
 */
export async function inTurns(
  opened: readonly OpenedSeries[],
  work: (series: OpenedSeries) => Promise<void>,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const waiting = byCollector(opened);
  const failed: { readonly error: unknown }[] = [];
  const worker = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined && failed.length === 0; group = waiting.shift()) {
      for (const series of group) {
        if (failed.length > 0) return;
        try {
          await work(series);
        } catch (error) {
          if (failed.push({ error }) === 1) onFailure(error);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  if (failed[0] !== undefined) throw failed[0].error;
}

function byCollector(opened: readonly OpenedSeries[]): OpenedSeries[][] {
  const groups = new Map<string, OpenedSeries[]>();
  for (const series of opened)
    groups.set(series.collector.name, [...(groups.get(series.collector.name) ?? []), series]);
  return [...groups.values()];
}

/** What the exchange refuses of one series, as a pair that it does not know, in words: it says nothing of others. @throws any other error itself */
export function exchangeRefusalIn(error: unknown): string {
  if (error instanceof ExchangeError && !error.retryable) return `the exchange refuses it: ${error.message}`;
  throw error;
}
