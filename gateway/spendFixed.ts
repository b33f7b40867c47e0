import { SETTLED_AFTER_MS } from '../model/limits.ts';
import { chargeLate, correctWeight, reserveWeight, windowOf } from '../store/budget/fixedWindow.ts';
import { isCounted } from '../store/budget/isCounted.ts';
import type { Spend } from './spending.ts';

/** A request sent so shortly before a window's turn may be counted after it. One that takes longer is charged when it is over. */
const TURN_MARGIN_MS = 250;

/**
 * Spends from a fixed window. Where the window turns while a request is under way, the exchange may count it in either:
 *
 * - sent just before the turn: it is reserved in both windows;
 * - sent earlier, and over only after the turn: it is charged to the later window too, once it is over;
 * - what the exchange then says it has counted may be of either window, and is not used.
 */
export const spendFixed: Spend = async ({ store, account, clock }, { windowMs }, wish) => {
  const { weight, allowance, kind, isPing } = wish;
  const now = clock.nowOrWall;
  const sentAt = now();
  const window = windowOf(sentAt, windowMs);
  const marginMs = clock.uncertainty() + TURN_MARGIN_MS;
  const { total, callers } = allowance(sentAt);
  const next = allowance((window + 1) * windowMs);
  const after = { allowance: next.total, callers: next.callers };
  const wanted = { weight, allowance: total, now: sentAt, marginMs, isPing, kind, callers, after };
  const reservation = await reserveWeight(store, account, wanted, windowMs);

  return {
    reservation,

    async told(usedWeight) {
      // Unmeasured, the clock may be anywhere.
      const uncertainty = clock.uncertainty();
      const isOneWindow =
        windowOf(sentAt - uncertainty, windowMs) === window && windowOf(now() + uncertainty, windowMs) === window;
      const isSure = isCounted(store, window * windowMs, now());
      const known = isSure ? reservation.usedForSure : reservation.used;
      if (isOneWindow && usedWeight > known) {
        await correctWeight(store, account, usedWeight, window, isSure, windowMs);
      }
    },

    async over(isAnswered) {
      const isChargedToBoth = windowOf(sentAt + marginMs, windowMs) !== window;
      const endedAt = isAnswered ? now() : sentAt + SETTLED_AFTER_MS;
      const endedIn = windowOf(endedAt + clock.uncertainty(), windowMs);
      if (!isChargedToBoth && endedIn > window) {
        await chargeLate(store, account, weight, endedIn, windowMs, kind);
      }
    },
  };
};
