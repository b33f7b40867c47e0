import type { Column } from '../../markets/market.js';
import { FINAL, FORMING, ROLLED_UP } from '../../model/candle.ts';

/**
 * A field as it is stored as a rule, by the type of its column. No field that passes holds a comma, a quote, a backslash, or anything but ASCII: between two
 * commas stands one field, as it is.
 */
const textOf: Readonly<Record<Column['type'], string>> = {
  decimal: String.raw`"-?\d+(?:\.\d+)?"`,
  milliseconds: String.raw`(?:0|[1-9]\d{0,14})`,
  integer: String.raw`(?:0|[1-9]\d{0,14})`,
  boolean: '(?:true|false)',
  text: String.raw`"[ !#-+\--[\]-~]+"`,
  objects: '[]',
};
/** Of one that is not shown nothing is known. */
const ANY = String.raw`(?:"[ !#-+\--[\]-~]*"|0|[1-9]\d{0,14}|true|false|null)`;

/**
 * What a member of a feed looks like as a rule: what passes is a row of the feed, and each of its fields is what its column says. What does not pass may be
 * one all the same: it has to be parsed.
 *
 * @param statePlace place of the column that says whether a row is final, counted from 0; -1: there is none
 */
export function memberPatternOf(columns: readonly (Column | null)[], statePlace: number): RegExp {
  const fields = columns.map((column, place) => {
    if (place === statePlace) return `[${ROLLED_UP}${FORMING}${FINAL}]`;
    if (column === null) return ANY;
    return column.nullable === true ? `(?:${textOf[column.type]}|null)` : textOf[column.type];
  });
  return new RegExp(String.raw`^\[${fields.join()}\]$`);
}
