import { signed, trimmed } from '../format.ts';

const HOUR_MS = 3_600_000;

/** Longer intervals of funding there are not, hours. */
const LONGEST = 8;

/** A payment may be stored so much after it was made, ms: it is looked for once a minute. */
const STORED_WITHIN_MS = 300_000;

const HOURS_OF_YEAR = 8_760;

/** What is known of the payments of a contract. */
export interface Payments {
  /** Of the newest one that is stored, ms; null: none is. */
  readonly last: number | null;
  /** Between it and the one before, hours; null: not known. */
  readonly lastInterval: number | null;
  /** Of the next one, ms; null: there is none. */
  readonly next: number | null;
  /** Whether newer ones may be missing: they were not read of late. */
  readonly stale: boolean;
  /** Of contracts that have an interval of their own, hours; null: not known. */
  readonly own: number | null;
}

/**
 * Hours between payments as they are now; null: not known. The exchange changes it at times: then the one between the last payment and the next is the
 * real one, and that between the last two was another.
 */
export function fundingInterval({ last, lastInterval, next, stale, own }: Payments, now: number): number | null {
  const known = lastInterval ?? own;
  if (last === null || stale || next === null || next <= last) return known;
  const span = Math.round((next - last) / HOUR_MS);
  if (span < 1 || span > LONGEST) return known;
  // A payment that was due a moment ago may not be stored yet: then the span is that of two.
  const due = known === null ? Number.NaN : last + known * HOUR_MS;
  return now >= due && now < due + STORED_WITHIN_MS ? known : span;
}

/** A rate as a part in %, with its sign and without zeros at its end: `+0.01%`. */
export function rateText(rate: number): string {
  return `${trimmed(signed(rate * 100, 6))}%`;
}

/** The same rate for all payments of a year, not compounded, in %: `+10.95%`. @param hours between payments */
export function yearlyText(rate: number, hours: number): string {
  return `${signed(((rate * HOURS_OF_YEAR) / hours) * 100, 2)}%`;
}

/** Who pays the others. */
export function payerText(rate: number): 'longs' | 'shorts' | 'nobody' {
  if (rate === 0) return 'nobody';
  return rate > 0 ? 'longs' : 'shorts';
}
