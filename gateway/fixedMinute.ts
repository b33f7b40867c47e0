import type { RateLimit } from '../markets/market.js';
import { StartError } from '../runtime/errors.ts';

const MINUTE = 60_000;

/**
 * Weight is counted by the fixed minute of the exchange's clock (store/budget.ts). A limit of another window would be broken, or hardly
 * used, without anybody noticing.
 *
 * @throws StartError for any other window
 */
export function requireFixedMinute(market: string, { window, windowMs }: RateLimit): void {
  if (window === 'fixed' && windowMs === MINUTE) return;
  throw new StartError(
    `${market}: its weight is limited by a ${window} window of ${windowMs / 1000} s, and only fixed minutes can be counted`,
  );
}
