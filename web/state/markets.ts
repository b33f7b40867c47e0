import { cell } from '../cells/cell.ts';
import { type MarketPairs, marketsOf } from '../figures/markets.ts';
import { tellAnew } from '../wire/push.ts';
import { health, healthError, loadHealth } from './health.ts';
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
    const before = hash;
    hash = state?.config.hash;
    const isChanged = before !== undefined && hash !== before;
    // What was refused may be collected now.
    if (isChanged) tellAnew();
    if (isChanged || (markets.get() === null && healthError.get() !== null)) void loadHealth();
  });
  void loadHealth();
}
