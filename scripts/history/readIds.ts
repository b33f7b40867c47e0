import type { FirstAt, OlderRows } from '../../model/feed.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { type AskedRows, askFor, askForPage, queryOf } from './askForRows.ts';
import { utc } from './utc.ts';

/** Where the exchange refuses what is too old, how far down it goes is looked for as exactly as this, ms. */
const EXACT_MS = 60_000;

/** Rows that are numbered, as trades: from the first one of the time on, page by page. */
export async function* readIds(
  asked: AskedRows,
  { between, firstAt }: OlderRows,
  from: number,
  to: number,
): AsyncIterable<readonly SeriesRow[]> {
  const { feed, what, onNote } = asked;
  if (firstAt === undefined) return onNote?.(`${what}: the exchange cannot be asked for it by time`);
  const timeOf = ({ member, score }: SeriesRow) => feed.timeOf?.(member) ?? score;
  let begin = from;
  let next = await findFirst(asked, firstAt, begin, to);
  while (next !== null) {
    const query = await queryOf(asked);
    const page = await askForPage(asked, between(query, next, next + feed.pageRows - 2), query);
    if (page.isTooOld) {
      // The exchange has forgotten them since the page before was asked for.
      const refused: number = next;
      next = await findFirst(asked, firstAt, begin, to);
      if (next !== null && next <= refused)
        return onNote?.(`${what}: the exchange refuses id ${refused} as too old, and names none that is newer`);
      continue;
    }
    const lowest: number = next;
    const rows = page.rows.filter(({ score }) => score >= lowest);
    const last = rows.at(-1);
    if (last === undefined) return;
    const within = rows.filter((row) => timeOf(row) >= from && timeOf(row) <= to);
    if (within.length > 0) yield within;
    if (timeOf(last) > to || page.count < feed.pageRows) return;
    begin = Math.max(begin, timeOf(last));
    next = feed.scores.next(last.score);
  }
}

/** The id of the first row from a time on, or of the first that the exchange still keeps; null: there is none until `to`. */
export async function findFirst(asked: AskedRows, firstAt: FirstAt, from: number, to: number): Promise<number | null> {
  const { what, onNote } = asked;
  const idAt = async (time: number): Promise<number | null | 'too-old'> => {
    const query = await queryOf(asked);
    const { data, isTooOld } = await askFor(asked, firstAt.request(query, Math.floor(time)));
    return isTooOld ? 'too-old' : firstAt.scoreIn(data);
  };
  const first = await idAt(Math.max(0, from));
  if (first !== 'too-old') return first;
  let [tooOld, kept] = [Math.max(0, from), Math.min(to, (await queryOf(asked)).asOf)];
  let found = await idAt(kept);
  if (found === 'too-old') {
    onNote?.(`${what}: the exchange keeps nothing from before ${utc(kept)}`);
    return null;
  }
  while (kept - tooOld > EXACT_MS) {
    const middle = Math.floor((tooOld + kept) / 2);
    const id = await idAt(middle);
    if (id === 'too-old') tooOld = middle;
    else [kept, found] = [middle, id];
  }
  onNote?.(`${what}: the exchange keeps nothing from before ${utc(kept)}`);
  return found;
}
