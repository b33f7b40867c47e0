import { decimalIn } from '../../analysis/decimal.ts';
import type { RowsPart, ValuePart } from '../../analysis/snapshot.ts';
import type { Column, FeedRow, SeriesRow } from '../../markets/market.js';
import { FINAL } from '../../model/candle.ts';
import { parseJson } from '../../model/parseJson.ts';

/** What is stored is checked like what comes from outside: Redis may be shared, or edited by hand. */

const isMember: Readonly<Record<Column['type'], (value: unknown) => boolean>> = {
  integer: Number.isSafeInteger,
  milliseconds: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  decimal: (value) => decimalIn(value) !== null,
  boolean: (value) => typeof value === 'boolean',
  text: (value) => typeof value === 'string',
  objects: Array.isArray,
};

const isOf = ({ type, nullable }: Column, value: unknown): boolean =>
  (nullable === true && value === null) || isMember[type](value);

/** The latest value that a stored text is; null where it lacks what the feed's values always have. */
export function checkedValue(stored: string, row: FeedRow): ValuePart['value'] | null {
  const value = parseJson(stored);
  if (!isRecord(value) || row.shape === 'series') return null;
  const isSound = row.view === 'book' ? isBook(value) : row.fields.every((field) => isOf(field, value[field.name]));
  return isSound ? value : null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isBook = ({ lastUpdateId, bids, asks }: Readonly<Record<string, unknown>>): boolean =>
  (lastUpdateId === undefined || Number.isSafeInteger(lastUpdateId)) && isSide(bids) && isSide(asks);

const isSide = (side: unknown): boolean => Array.isArray(side) && side.every(isLevel);

const isLevel = (level: unknown): boolean =>
  Array.isArray(level) && decimalIn(level[0]) !== null && decimalIn(level[1]) !== null;

/** The columns that have names, in their order. */
export const columnsOf = ({ columns }: SeriesRow): RowsPart['columns'] =>
  columns.flatMap((column) => column?.name ?? []);

/** The row that a member of a series is, by the columns that have names; null where it is none of the feed. */
export function checkedRow(member: string, { columns, changes }: SeriesRow): RowsPart['rows'][number] | null {
  const fields = parseJson(member);
  if (!Array.isArray(fields) || fields.length !== columns.length) return null;
  const row: unknown[] = [];
  for (const [index, column] of columns.entries()) {
    if (column === null) continue;
    const field: unknown = fields[index];
    const isState = column.name === changes?.state;
    if (isState ? !isStored(field) : !isOf(column, field)) return null;
    row.push(isState ? field === FINAL : field);
  }
  return row;
}

/** A row's state as it is stored; shown is whether it is final. */
const isStored = (state: unknown): boolean =>
  Number.isSafeInteger(state) && (state as number) >= 0 && (state as number) <= FINAL;
