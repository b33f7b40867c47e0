import { flatCandle } from '../../trading/candle.ts';
import type { Candles } from '../../trading/history/candles.ts';
import type { Contract } from './contract.ts';
import { premiumAt, premiumRange } from './premium.ts';
import { wholeSecond } from './priceLine.ts';

/** The candles of a contract's premium over its index, in parts of 10^-8. They follow from the time alone. */
export function createPremiumLine({ pairSeed, trading }: Contract): Candles {
  const { firstTime } = trading;
  return {
    firstTime,
    candle(interval, openTime, now) {
      const end = interval.next(openTime);
      if (openTime > now || end <= firstTime) return undefined;
      const [from, to] = [Math.max(openTime, firstTime), Math.min(end, wholeSecond(now))];
      const prices = {
        open: premiumAt(pairSeed, from),
        ...premiumRange(pairSeed, from, to),
        close: premiumAt(pairSeed, to),
      };
      return { ...flatCandle(openTime, end - 1, 0), ...prices, trades: Math.round((to - from) / 1000) };
    },
  };
}
