import { percentile } from '../figures.ts';
import type { Outcome } from './runScenario.ts';

const columns = ['fault', 'recovery p50', 'max s', 'in all s', 'lost', 'wrong', '429', 'restarts', ''] as const;

/** Longest time (s) from the end of a fault until data is fresh again, of 99 in 100. */
const RECOVERED_WITHIN_S = 5;

export interface Summary {
  readonly lines: readonly string[];
  readonly isRed: boolean;
}

/**
 * The table of faults, the figure over all of them, and what is red.
 * @param withinS longest recovery, s, of 99 in 100
 */
export function report(outcomes: readonly Outcome[], withinS = RECOVERED_WITHIN_S): Summary {
  const rows = outcomes.map((outcome) => cells(outcome));
  const widths = columns.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) =>
        index === 0 || index === row.length - 1 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  // The start is no fault: nothing was there that could recover.
  const faults = outcomes.filter(({ name }) => name !== 'start');
  const all = faults.flatMap(({ recovery }) => [...recovery.seconds.values()]);
  const p99 = percentile(all, 0.99);
  const isSlow = p99 > withinS;
  const complaints = outcomes.flatMap(({ name, complaints: of }) => of.map((complaint) => `${name}: ${complaint}`));
  if (isSlow) complaints.push(`recovery takes ${p99.toFixed(2)} s (p99), more than ${withinS} s`);
  return {
    lines: [
      line(columns),
      ...rows.map(line),
      '',
      `recovery over all faults and feeds: p50 ${seconds(percentile(all, 0.5))} s, p99 ${seconds(p99)} s, max ${seconds(Math.max(...all))} s`,
      ...complaints.map((complaint) => `RED  ${complaint}`),
    ],
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
