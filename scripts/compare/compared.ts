import type { CloseRow } from '../../analysis/closes.ts';
import type { ClosesStatistics } from '../../analysis/closesStatistics.ts';
import type { Market } from '../../markets/markets.js';

/** A comparison, as it is shown and written. */
export interface Compared {
  readonly market: Market;
  readonly code: string;
  /** Where each side is from, in words. */
  readonly sources: { readonly stream: string; readonly rest: string };
  /** When the first and the last second that were to be compared begin, ms. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly CloseRow[];
  readonly statistics: ClosesStatistics;
  /** What has to be known of it: breaks of the stream, lines that were left out. */
  readonly notes: readonly string[];
}

/** `2026-11-27 19:08:12` */
export const timeText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
