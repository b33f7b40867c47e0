import { callersMay } from '../../../gateway/callers/callersMay.ts';
import type { CallerGateState } from '../../../gateway/callers/createCallerGate.ts';
import type { Market } from '../../../markets/markets.js';
import { marketsForCallers } from '../../callers/marketsForCallers.ts';
import type { ApiContext } from '../../context/context.ts';
import type { Overview } from '../read/overview.ts';

/** What callers may ask of a market's exchange, and have asked. */
export interface CallersOfMarket {
  readonly market: Market;
  /** `callers` of CONFIG.json. */
  readonly share: number;
  readonly reserve: number;
  /** Weight of the present minute, or of another window that the exchange counts by, that all callers together may have. */
  readonly allowed: number;
  /** What of it all processes have spent; null where not known. */
  readonly used: number | null;
  /** What this process has refused for want of weight, and during a pause, since it started. */
  readonly refused: number;
  /** Answers that this process has in memory. */
  readonly entries: number;
  readonly bytes: number;
}

/** One for each market that is collected, or that callers have asked for. */
export const callersOf = (context: ApiContext, overview: Overview): CallersOfMarket[] => {
  const config = context.config();
  const states = context.callerStates();
  return marketsForCallers(context).map((market) => ({
    market,
    ...config.callers,
    allowed: callersMay(
      context.markets.collectorsOf(market),
      context.board.book(market),
      config.budget.share,
      config.callers,
      context.board.now(market),
    ),
    used: overview.usedByCallers.get(market) ?? null,
    ...memoryOf(states.get(market)),
  }));
};

function memoryOf(state: CallerGateState | undefined): Pick<CallersOfMarket, 'refused' | 'entries' | 'bytes'> {
  if (state === undefined) return { refused: 0, entries: 0, bytes: 0 };
  const { counts, entries, bytes } = state;
  return { refused: [...counts.values()].reduce((sum, { refused }) => sum + refused, 0), entries, bytes };
}
