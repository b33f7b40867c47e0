import { DAY, HOUR, MINUTE } from '../../trading/calendar.ts';
import { hashNumbers } from '../../trading/random.ts';

/** How much is drawn anew how often. */
const STEPS = [
  { length: DAY, share: 0.7 },
  { length: HOUR, share: 0.26 },
  { length: 5 * MINUTE, share: 0.04 },
];

/** A figure that goes up and down between -1 and 1 in the course of days, of hours and of minutes, and follows from seed and time alone. */
export function waveAt(seed: number, time: number): number {
  let sum = 0;
  for (const [salt, { length, share }] of STEPS.entries()) {
    const number = Math.floor(time / length);
    const part = (time - number * length) / length;
    const node = (at: number): number => hashNumbers(seed, at, 40 + salt) / 0x7fffffff - 1;
    sum += share * (node(number) * (1 - part) + node(number + 1) * part);
  }
  return sum;
}
