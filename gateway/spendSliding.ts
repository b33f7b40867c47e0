import { isCounted } from '../store/budget/isCounted.ts';
import {
  correctSliding,
  countedSince,
  type Moment,
  reserveSliding,
  settleSliding,
} from '../store/budget/slidingWindow.ts';
import type { Spend } from './spending.ts';

/** Spends from a sliding window: what is reserved counts for as long as a request can take, and a window; once it is answered, for a window. */
export const spendSliding: Spend = async ({ store, account, clock }, { windowMs }, wish) => {
  const { weight, allowance, kind, isPing } = wish;
  const moment = (): Moment => ({ now: clock.nowOrWall(), uncertainty: clock.uncertainty() });
  const sent = moment();
  const load = { weight, kind };
  const { total, fill, callers } = allowance(sent.now);
  const wanted = { ...load, ...sent, allowance: total, fillAllowance: fill, isPing, callers };
  const reservation = await reserveSliding(store, account, wanted, windowMs);

  return {
    reservation,

    async told(usedWeight) {
      const answered = moment();
      const isSure = isCounted(store, countedSince(sent, windowMs), answered.now);
      await correctSliding(store, account, usedWeight, sent, answered, isSure, windowMs);
    },

    async over(isAnswered) {
      // What was reserved counts for as long as a request can take, which is right where nobody knows.
      if (isAnswered) await settleSliding(store, account, load, sent, moment(), windowMs);
    },
  };
};
