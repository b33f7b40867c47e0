import type { FeedRow } from '../../markets/market.js';
import { rowLayoutOf } from '../../markets/rowLayout.ts';
import { compareDecimals, plainOf } from '../../model/decimals.ts';
import { parseJson } from '../../model/parseJson.ts';

/** Whether two members of a series say the same. */
export type EqualRows = (one: string, other: string) => boolean;

/**
 * Compares what is stored of a row in two places: decimals by their value, whatever zeros they end with. What one of them does not tell (null), what
 * is not shown, and the state are not compared.
 */
export function equalRowsOf(feed: FeedRow): EqualRows {
  const columns = feed.shape === 'series' ? feed.columns : [];
  const { state } = rowLayoutOf(feed);
  const compared = columns.flatMap((column, index) =>
    column === null || index + 1 === state ? [] : [{ column, index }],
  );
  return (one, other) => {
    if (one === other) return true;
    const [a, b] = [parseJson(one), parseJson(other)];
    if (!Array.isArray(a) || !Array.isArray(b)) return false;
    return compared.every(({ column, index }) => isEqual(column.type, a[index] ?? null, b[index] ?? null));
  };
}

function isEqual(type: string, one: unknown, other: unknown): boolean {
  if (one === other || one === null || other === null) return true;
  return type === 'decimal' && typeof one === 'string' && typeof other === 'string' && isSameDecimal(one, other);
}

const SIGNED = /^(-?)(\d+(?:\.\d+)?)$/;

function isSameDecimal(one: string, other: string): boolean {
  const [, sign, digits] = SIGNED.exec(one) ?? [];
  const [, otherSign, otherDigits] = SIGNED.exec(other) ?? [];
  if (digits === undefined || otherDigits === undefined || compareDecimals(digits, otherDigits) !== 0) return false;
  return sign === otherSign || plainOf(digits) === '0';
}
