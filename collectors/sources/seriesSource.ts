import { ExchangeError } from '../../exchanges/errors.ts';
import type { Priority } from '../../gateway/gate.ts';
import type { PairSeries, PairState } from '../state/pairState.ts';
import type { Source } from './source.ts';

/** The source of a series that is asked for one pair at a time. @param serveOne brings a pair up to date */
export function seriesSource(serveOne: (target: PairSeries, priority: Priority) => Promise<void>): Source {
  return {
    async serve(pairs, priority) {
      const failures = new Map<PairState, unknown>();
      const unknown: PairState[] = [];
      for (const pair of pairs) {
        try {
          await serveOne({ pair, series: pair.series }, priority);
        } catch (error) {
          if (error instanceof ExchangeError && error.code === 'unknown-pair') unknown.push(pair);
          else failures.set(pair, error);
        }
      }
      return { failures, unknown };
    },
    close: async () => undefined,
  };
}
