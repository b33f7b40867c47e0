import type { Market } from '../../markets/markets.js';
import { alignedLines } from '../../scripts/terminal/alignedLines.ts';
import { percentile } from '../figures.ts';
import type { Outcome } from './runScenario.ts';

const columns = ['fault', 'recovery p50', 'max s', 'in all s', 'lost', 'wrong', '429', 'restarts', ''] as const;

/** How soon data is fresh again, of 99 in 100. */
export interface RecoveryFigure {
  readonly what: string;
  /** Whether a key counts in it. */
  readonly isOf: (key: string) => boolean;
  /** Longest time from the end of a fault, s. */
  readonly withinS: number;
}

export const polledFigures: readonly RecoveryFigure[] = [{ what: 'recovery', isOf: () => true, withinS: 5 }];

/** Books need a snapshot each: so many a second are allowed. */
const SNAPSHOTS_PER_SECOND = 80 / 25;

/**
 * Of a world on streams. The others speak once a second, or when something changes. A quiet stream of futures' trades counts as heard once a news
 * round has borne it out: to ask for them is dear.
 */
export const streamedFigures = (pairs: number, market: Market = 'spot'): readonly RecoveryFigure[] => [
  {
    what: 'recovery of trades, prices and candles',
    isOf: (key) => /:(trades|price|book-ticker|klines)(:|$)/.test(key) && !isDear(key),
    withinS: 3,
  },
  ...(market === 'spot' ? [] : [{ what: "recovery of futures' trades", isOf: isDear, withinS: 30 }]),
  {
    what: 'recovery of books',
    isOf: (key) => key.endsWith(':depth'),
    withinS: Math.max(3, pairs / SNAPSHOTS_PER_SECOND),
  },
];

const isDear = (key: string): boolean => /^usdm:.*:trades$/.test(key);

export interface Summary {
  readonly lines: readonly string[];
  readonly isRed: boolean;
}

/**
 * The table of faults, the figure over all of them, and what is red.
 *
 * @param figures none: recovery is told and not judged
 */
export function report(outcomes: readonly Outcome[], figures: readonly RecoveryFigure[]): Summary {
  const table = alignedLines([columns, ...outcomes.map(cells)], [0, columns.length - 1]);
  // The start is no fault: nothing was there that could recover.
  const faults = outcomes.filter(({ name }) => name !== 'start');
  const all = faults.flatMap(({ recovery }) => [...recovery.seconds]);
  const complaints = outcomes.flatMap(({ name, complaints: of }) => of.map((complaint) => `${name}: ${complaint}`));
  const told = [{ what: 'recovery over all faults and feeds', isOf: () => true, withinS: Infinity }, ...figures].map(
    ({ what, isOf, withinS }) => {
      const times = all.flatMap(([key, time]) => (isOf(key) ? [time] : []));
      const p99 = percentile(times, 0.99);
      if (p99 > withinS) complaints.push(`${what} takes ${p99.toFixed(2)} s (p99), more than ${withinS} s`);
      return `${what}: p50 ${seconds(percentile(times, 0.5))} s, p99 ${seconds(p99)} s, max ${seconds(Math.max(...times))} s`;
    },
  );
  return {
    lines: [...table, '', ...told, ...complaints.map((complaint) => `RED  ${complaint}`)],
    isRed: complaints.length > 0,
  };
}

function cells({ name, skipped, recovery, fromStart, lost, wrong, refusals, restarts, complaints }: Outcome): string[] {
  if (skipped !== undefined) return [name, '', '', '', '', '', '', '', `skipped: ${skipped}`];
  const times = [...recovery.seconds.values()];
  const times2 = [seconds(percentile(times, 0.5)), seconds(Math.max(...times)), seconds(fromStart)];
  return [name, ...times2, ...[lost, wrong, refusals, restarts].map(String), complaints.length === 0 ? 'ok' : 'RED'];
}

const seconds = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '-');
