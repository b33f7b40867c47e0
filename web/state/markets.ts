import { type MarketPairs, marketsOf } from '../figures/markets.ts';
import { cell } from './cell.ts';
import { health, loadHealth } from './health.ts';
import { serverState } from './serverState.ts';

/** What there is to be shown; null: not known yet. It changes with CONFIG.json alone. */
export const markets = cell<readonly MarketPairs[] | null>(null);

/** Reads it now, and again whenever CONFIG.json has changed. */
export function followMarkets(): void {
  let known = '';
  health.watch((answer) => {
    const list = marketsOf(answer?.body.feeds ?? []);
    const text = JSON.stringify(list);
    if (text !== known) markets.set(list);
    known = text;
  });
  let hash: string | undefined;
  serverState.watch((state) => {
    if (markets.get() === null || state?.config.hash !== hash) void loadHealth();
    hash = state?.config.hash;
  });
  void loadHealth();
}
