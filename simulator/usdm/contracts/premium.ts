import { DAY, HOUR } from '../../trading/calendar.ts';
import { hashNumbers } from '../../trading/random.ts';

/** Premiums are counted in parts of 10^-8. */
export const PREMIUM_DECIMALS = 8;

/** Usual premium of a perpetual: below its index, as it mostly is. So funding is now at its usual rate, now below it. */
const USUAL = -46_000;
const SWING_OF_DAYS = 30_000;
const SWING_OF_HOURS = 14_000;
/** What a dated contract is dearer than its index by, for each year until its delivery. */
const YEARLY = 0.055;
const YEAR = 365 * DAY;

/** -1 to 1. */
const draw = (seed: number, number: number, salt: number): number => hashNumbers(seed, number, salt) / 0x7fffffff - 1;

/** The premium of a perpetual over its index at the beginning of an hour (its number since the epoch), in parts of 10^-8. */
export function premiumNode(seed: number, hour: number): number {
  const [day, part] = [Math.floor(hour / 24), (hour % 24) / 24];
  const slow = draw(seed, day, 31) * (1 - part) + draw(seed, day + 1, 31) * part;
  return Math.round(USUAL + SWING_OF_DAYS * slow + SWING_OF_HOURS * draw(seed, hour, 32));
}

/** Between two hours it goes straight from one to the other. */
export function premiumAt(seed: number, time: number): number {
  const hour = Math.floor(time / HOUR);
  const part = (time - hour * HOUR) / HOUR;
  return Math.round(premiumNode(seed, hour) * (1 - part) + premiumNode(seed, hour + 1) * part);
}

/** Lowest and highest premium within [from, to], ms. */
export function premiumRange(seed: number, from: number, to: number): { readonly low: number; readonly high: number } {
  const ends = [premiumAt(seed, from), premiumAt(seed, to)];
  let [low, high] = [Math.min(...ends), Math.max(...ends)];
  for (let hour = Math.ceil(from / HOUR); hour * HOUR <= to; hour += 1) {
    const node = premiumNode(seed, hour);
    if (node < low) low = node;
    if (node > high) high = node;
  }
  return { low, high };
}

/** Mean of the hours in (from, to], ms; of the hour that has begun when there is none. */
export function meanPremium(seed: number, from: number, to: number): number {
  let [sum, count] = [0, 0];
  for (let hour = Math.floor(from / HOUR) + 1; hour * HOUR <= to; hour += 1) {
    sum += premiumNode(seed, hour);
    count += 1;
  }
  return count === 0 ? premiumAt(seed, to) : Math.round(sum / count);
}

/** What a perpetual is dearer than its index by on a day (its number since the epoch), as a share of the price. */
export const dayPremium = (seed: number, day: number): number =>
  meanPremium(seed, day * DAY, (day + 1) * DAY) / 10 ** PREMIUM_DECIMALS;

/** The same of a dated contract, at an instant: less and less until its delivery. */
export function datedPremium(seed: number, deliveredAt: number, time: number): number {
  const left = Math.max(0, deliveredAt - time) / YEAR;
  return left * YEARLY * (1 + 0.2 * draw(seed, Math.floor(time / DAY), 33));
}
