import { minuteText, type Zone } from '../format.ts';
import type { Candle } from './candle.ts';
import { countOf, type Span } from './grid.ts';
import type { Kind } from './kinds.ts';
import { holesOf } from './series.ts';

/** An entry of the ledger of gaps: docs/data-model.md#gaps. `from` and `to` are both missing. */
export interface LedgerGap extends Span {
  readonly missing: number | null;
  readonly cause: string;
  readonly state: string;
  readonly changedAt: number;
  /** Rows that were fetched for it so far. */
  readonly rows: number;
}

/** What the ledger says of one series. */
export interface Ledger {
  /** Rows of them are missing. The oldest first. */
  readonly gaps: readonly LedgerGap[];
  /** Rows of them were fetched meanwhile, all or some. */
  readonly mended: readonly LedgerGap[];
  /** There are more than the API tells at once. */
  readonly isCut: boolean;
}

export const emptyLedger: Ledger = { gaps: [], mended: [], isCut: false };

const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

/** The part of an answer of /gaps that is about one kind of candles: the route tells those of all prices and contracts of an interval. */
export function ledgerOf(answer: unknown, { interval, named }: Kind): Ledger {
  const { gaps: rows, total } = Object(answer);
  if (!Array.isArray(rows)) return emptyLedger;
  const own = rows.flatMap((row) => (isOf(row, interval, named) ? (gapOf(row) ?? []) : []));
  own.sort((a, b) => a.from - b.from);
  return {
    gaps: own.filter(({ state }) => state !== 'filled'),
    mended: own.filter(({ rows: fetched }) => fetched > 0),
    isCut: Number(total) > rows.length,
  };
}

function isOf(row: unknown, interval: number, named: string): boolean {
  const { type, price, contract } = Object(row);
  const own = price !== undefined ? `price=${price}` : contract !== undefined ? `contract=${contract}` : '';
  return String(type) === String(interval) && own === named;
}

function gapOf(row: unknown): LedgerGap | null {
  const { from, to, missing, cause, state, changedAt, rows } = Object(row);
  if (!isTime(from) || !isTime(to) || from > to) return null;
  return {
    ...{ from, to, cause: String(cause), state: String(state) },
    missing: isTime(missing) ? missing : null,
    changedAt: isTime(changedAt) ? changedAt : 0,
    rows: isTime(rows) ? rows : 0,
  };
}

/** Names a state of an entry: when it has another one, rows may have come. */
export const versionOf = ({ from, to, changedAt, rows }: LedgerGap): string => `${from}:${to}:${changedAt}:${rows}`;

/** What is missing between candles, and has been fetched by now. */
export const mendedIn = (rows: readonly Candle[], mended: readonly LedgerGap[], interval: number): Span[] =>
  mended.length === 0
    ? []
    : holesOf(rows, interval).flatMap((hole) =>
        mended.flatMap((gap) => {
          const span = { from: Math.max(hole.from, gap.from), to: Math.min(hole.to, gap.to) };
          return span.from <= span.to ? [span] : [];
        }),
      );

/** How many are still missing. @param interval minutes */
export const leftOf = ({ from, to, missing, rows }: LedgerGap, interval: number): number =>
  Math.max(0, (missing ?? countOf(interval, { from, to })) - rows);

/** What stands in the shade: `exchange down, open`. */
export const causeText = ({ cause, state }: LedgerGap): string => `${cause.replaceAll('-', ' ')}, ${state}`;

export const countText = (count: number): string => (count === 1 ? '1 candle' : `${count} candles`);

/** `2026-11-27 15:30 to 15:35`: open times of the first and the last one. */
export function openTimesText({ from, to }: Span, zone: Zone): string {
  const [first, last] = [minuteText(from, zone), minuteText(to, zone)];
  if (from === to) return first;
  return `${first} to ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last}`;
}
