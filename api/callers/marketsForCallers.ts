import type { Market } from '../../markets/markets.js';
import type { ApiContext } from '../context/context.ts';

/** The markets that are collected, and those that callers have asked for. */
export function marketsForCallers({ markets, config, callerStates }: ApiContext): readonly Market[] {
  const asked = callerStates();
  const configured = new Set(markets.configured(config()));
  return markets.names.filter((market) => configured.has(market) || asked.has(market));
}
