import { pairsPath } from '../config/marketConfig.ts';
import type { Market } from '../markets/markets.js';
import type { Log } from '../runtime/log.ts';

/**
 * Follows whether each market has its part in CONFIG.json. The markets of a process are chosen when it starts: one that comes later is not
 * collected, and of one that goes the session stays as it was. Either is said once; so it is when the process has nothing to collect at all.
 *
 * @param running the markets that have a session
 * @param others those that would have one if CONFIG.json had a part for them
 * @returns to be called with each edit that is taken
 */
export function createMarketParts(
  log: Pick<Log, 'warn'>,
  running: readonly Market[],
  others: readonly Market[],
): (isConfigured: (market: Market) => boolean) => void {
  const known = new Map([
    ...running.map((market) => [market, true] as const),
    ...others.map((market) => [market, false] as const),
  ]);
  if (running.length === 0) {
    const paths = others.map(pairsPath).join(', ');
    log.warn(
      `nothing is collected here: CONFIG.json has no ${paths}: add them and restart the collectors, or stop this process`,
    );
  }
  return (isConfigured) => {
    for (const [market, was] of known) {
      const is = isConfigured(market);
      if (is === was) continue;
      known.set(market, is);
      const isRunning = running.includes(market);
      if (isRunning && !is)
        log.warn(`${market}: is not in the configuration any more, and goes on as it was: restart the collectors`);
      if (!isRunning && is)
        log.warn(`${market}: is in the configuration, but not collected yet: restart the collectors`);
    }
  };
}
