import type { Column, SeriesRow } from '../../markets/market.js';
import { FINAL } from '../../model/candle.ts';
import type { SeriesPage } from '../../store/values/series.ts';
import { type Page, ROWS_PER_PAGE } from './page.ts';

/** A page of a series: its members as objects. @param onDamaged told of each member that is left out since it is not what it should be */
export function seriesPage(
  { total, rows: members, meta }: SeriesPage,
  row: SeriesRow,
  onDamaged: (part: string) => void,
): Page {
  const shown: ShownRow[] = [];
  for (const member of members.slice(0, ROWS_PER_PAGE)) {
    const one = shownRow(member, row);
    if (one === null) onDamaged(member);
    else shown.push(one);
  }
  const nextBefore = shown.at(-1)?.score;
  const [lowest] = fieldsOf(members.at(-1) ?? '');
  return {
    meta,
    total,
    rows: shown.map(({ text }) => text),
    highest: shown[0]?.score ?? null,
    ...(lowest !== undefined && { lowest: Number(lowest) }),
    hasNext: members.length > ROWS_PER_PAGE,
    ...(nextBefore === undefined ? {} : { nextBefore }),
  };
}

/** A row as it is shown. */
export interface ShownRow {
  readonly score: number;
  /** JSON. */
  readonly text: string;
}

/** The row that a member of a series is shown as; null where it is none of the feed. */
export function shownRow(member: string, { columns, changes }: SeriesRow): ShownRow | null {
  const fields = fieldsOf(member);
  if (fields.length !== columns.length) return null;
  return { score: Number(fields[0]), text: nameFields(fields, columns, changes?.state) };
}

/**
 * The fields of a member, each as the JSON text that it is stored as: rows are answered without parsing them and writing them anew.
 * No field holds a comma: they are numbers, decimals in quotes, true, false and null. None where it is no member.
 */
const fieldsOf = (member: string): string[] => (MEMBER.test(member) ? member.slice(1, -1).split(',') : []);

const FIELD = String.raw`(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|"[^",\\\p{Cc}]*"|true|false|null)`;

/** A list as JSON has it: what passes is answered as it is. The first field, its score, is a whole number. */
const MEMBER = new RegExp(String.raw`^\[(?=\d{1,16},)${FIELD}(?:,${FIELD})*\]$`, 'u');

const FINAL_STATE = String(FINAL);

/** A series' member as an object. Prices are strings in the member and stay so. @param state the column that says whether the row is final */
function nameFields(fields: readonly string[], columns: readonly (Column | null)[], state?: string): string {
  let row = '';
  for (let index = 0; index < columns.length; index++) {
    const name = columns[index]?.name;
    if (name === undefined) continue;
    const value = name === state ? fields[index] === FINAL_STATE : fields[index];
    row += `${row === '' ? '{' : ','}"${name}":${value}`;
  }
  return `${row}}`;
}
