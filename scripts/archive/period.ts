import type { Interval } from '../../markets/markets.js';
import { longestCandle } from '../../model/candleTime.ts';

const DAY_MS = 86_400_000;

/** A day or a month, UTC, ms: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly isMonth: boolean;
}

/** The day or month that `2024-08-09` or `2024-08` names; null: none. */
export function periodIn(name: string): Period | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(name) ?? [];
  if (year === undefined) return null;
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1));
  // What no calendar has becomes another day.
  if (!new Date(from).toISOString().startsWith(name)) return null;
  const to =
    day === undefined
      ? Date.UTC(Number(year), Number(month), 1)
      : Date.UTC(Number(year), Number(month) - 1, Number(day) + 1);
  return { from, to, isMonth: day === undefined };
}

/** When the first row of a period's file may begin, ms. */
export const beginningOf = ({ from }: Period, interval: Interval | undefined): number =>
  // A week of candles stands in the files of both months that it lies in.
  interval === undefined || interval * 60_000 <= DAY_MS ? from : from - longestCandle(interval);
