import { signed } from '../format.ts';
import { numberIn } from '../numbers.ts';

/** A row may lie so far from the time that is meant, ms: figures of five minutes have one each five minutes. */
const NEAR_MS = 600_000;

/** Open interest in the base asset at a time, ms. */
export interface OpenInterest {
  readonly time: number;
  readonly amount: number;
}

/** Feeds that have it, the best first: samples of ten seconds, figures of five minutes. */
export const openInterestTypes = ['open-interest', 'open-interest-hist'] as const;

/** A row of one of these feeds; null: it is not right. */
export function openInterestOf(row: Readonly<Record<string, unknown>> | undefined): OpenInterest | null {
  const [time, amount] = [numberIn(row?.time ?? row?.timestamp), numberIn(row?.openInterest ?? row?.sumOpenInterest)];
  return time === null || amount === null || amount < 0 ? null : { time, amount };
}

/** Whether a row is near enough to the time that is meant. */
export const isNear = (row: OpenInterest, time: number): boolean => Math.abs(row.time - time) <= NEAR_MS;

/** Change in %, with its sign; null: there was nothing before. */
export function growthText(before: number, now: number): string | null {
  if (before <= 0) return null;
  return `${signed((now / before - 1) * 100, 2)}%`;
}
