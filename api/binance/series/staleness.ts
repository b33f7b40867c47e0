import type { Collector } from '../../../markets/markets.js';
import type { ApiContext } from '../../context/context.ts';
import { judgeFreshness } from '../../state/read/freshness.ts';

/** Makes the check whether what is stored is too old to be answered as what the exchange has, by the rule of GetData's `X-Data-Stale`. */
export function createStaleness({ board, config, markets }: Pick<ApiContext, 'board' | 'config' | 'markets'>) {
  return (collector: Collector, code: string, asOf: number | null): boolean => {
    const { market } = collector;
    const own = markets.configOf(config(), market);
    return judgeFreshness(board.book(market), own, collector, code, asOf, board.now(market)).stale;
  };
}
