import { cell } from '../cells/cell.ts';
import { type MarketPairs, marketsOf } from '../figures/markets.ts';
import { tellAnew } from '../wire/push.ts';
import { health, healthError, loadHealth } from './health.ts';
import { serverState } from './serverState.ts';

/** Each failure to hear of the CONFIG.json in use doubles the time until it is asked again, ms. */
const [LEAST_WAIT_MS, MOST_WAIT_MS] = [1_000, 30_000];

/** What shows a pair that was removed follows nothing of it any more by then, ms. */
const LEFT_MS = 1_000;

/** What there is to be shown; null: not known yet. It changes with CONFIG.json alone. */
export const markets = cell<readonly MarketPairs[] | null>(null);

/** Reads it now, and again whenever CONFIG.json has changed. */
export function followMarkets(): void {
  let [known, taken]: [string, string | undefined] = ['', undefined];
  health.watch((answer) => {
    const list = marketsOf(answer?.body.feeds ?? []);
    const text = JSON.stringify(list);
    if (text !== known) markets.set(list);
    known = text;
    const before = taken;
    taken = answer?.body.config?.api?.hash;
    // What was refused may be collected now.
    if (before !== undefined && taken !== before) setTimeout(tellAnew, LEFT_MS);
  });
  const again = askingAgain();
  let hash: string | undefined;
  // It is told each second.
  serverState.watch((state) => {
    const before = hash;
    hash = state?.config.hash;
    const isChanged = before !== undefined && hash !== before;
    // Of several API processes another one may answer, which has not read the new one yet.
    const isOther = state !== null && health.get()?.body.config?.api?.hash !== hash;
    if (isOther || (markets.get() === null && healthError.get() !== null)) again(isChanged);
  });
  void loadHealth();
}

/** Asks for /health, but never twice at once, and more and more seldom. */
function askingAgain(): (isFirst: boolean) => void {
  let [wait, due, isAsking] = [LEAST_WAIT_MS, 0, false];
  return (isFirst) => {
    if (isFirst) [wait, due] = [LEAST_WAIT_MS, 0];
    if (isAsking || performance.now() < due) return;
    isAsking = true;
    void loadHealth().finally(() => {
      isAsking = false;
      due = performance.now() + wait;
      wait = Math.min(MOST_WAIT_MS, 2 * wait);
    });
  };
}
