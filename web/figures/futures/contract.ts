import { decimalIn, minus, textOf } from '../../../analysis/decimal.ts';
import { numberIn } from '../numbers.ts';

type Row = Readonly<Record<string, unknown>>;

/** The exchange gives contracts without an end one in the year 2100, ms. */
const NO_END = 4_000_000_000_000;

/** When a contract ends, ms; null: it does not, or that is not known. */
export function endOf(info: Row | undefined): number | null {
  const end = numberIn(info?.deliveryDate);
  return end === null || end <= 0 || end >= NO_END ? null : end;
}

/** Whether funding is paid: for perpetual ones, even for one that is about to be closed. Null: not known. */
export function isPerpetual(info: Row | undefined): boolean | null {
  if (typeof info?.contractType !== 'string') return null;
  return info.contractType.includes('PERPETUAL');
}

/** What kind of contract it is, in words: `current quarter`. */
export const kindOf = (info: Row | undefined): string =>
  typeof info?.contractType === 'string' ? info.contractType.toLowerCase().replaceAll('_', ' ') : 'unknown';

/** How far the mark price lies above the index, in the quote asset (exact) and in % of the index. */
export interface Basis {
  readonly amount: string;
  readonly percent: number;
}

/** Null: one of the prices is missing or not right. */
export function basisOf({ markPrice, indexPrice }: Row): Basis | null {
  const [mark, index] = [decimalIn(markPrice), decimalIn(indexPrice)];
  if (mark === null || index === null || mark.units <= 0n || index.units <= 0n) return null;
  const amount = textOf(minus(mark, index));
  return { amount, percent: (Number(amount) / Number(indexPrice)) * 100 };
}

/** Text with a plus in front of what is above zero. */
export const signed = (decimal: string): string => (Number(decimal) > 0 ? `+${decimal}` : decimal);
