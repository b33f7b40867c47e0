import { DAY } from '../../trading/calendar.ts';

/** Contracts are delivered on the last Friday of March, June, September and December, at 08:00 UTC. */
const DELIVERY_HOUR = 8;
const FRIDAY = 5;

/** When the contract of a quarter (number since 1970) is delivered, ms. */
export function deliveryOf(quarter: number): number {
  const end = Date.UTC(1970, quarter * 3 + 3, 1) - DAY;
  const back = (new Date(end).getUTCDay() - FRIDAY + 7) % 7;
  return end - back * DAY + DELIVERY_HOUR * 3_600_000;
}

/** The quarter whose contract is the next one to be delivered after an instant. */
export function currentQuarter(now: number): number {
  const date = new Date(now);
  const quarter = (date.getUTCFullYear() - 1970) * 4 + Math.floor(date.getUTCMonth() / 3);
  return now < deliveryOf(quarter) ? quarter : quarter + 1;
}

/** The ending of such a contract's name: `261225`. */
export const deliveryName = (deliveredAt: number): string =>
  new Date(deliveredAt).toISOString().slice(2, 10).replaceAll('-', '');
