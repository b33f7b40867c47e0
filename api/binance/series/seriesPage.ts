import type { Store } from '../../../store/redis/connect.ts';
import type { Change } from '../../../store/values/changes.ts';
import { readManyRows, readWindow, type Window } from '../../../store/values/window.ts';
import type { Followed, PageKind } from '../../pages/page.ts';
import type { RowOf } from './candleRow.ts';
import { joinRows, type Row, type Rows, sizeOfRows, withTail } from './rows.ts';

/** Which rows of a series an answer is made of, and how. */
export interface SeriesQuery {
  /** Data key. */
  readonly key: string;
  readonly window: Window;
  /** What its rows must be: a series of another kind has no answer. */
  readonly kind: string;
  readonly rowOf: RowOf;
  /** All rows of members at once, where that is faster; null where one of them is damaged. */
  readonly rowsOf?: (members: readonly Buffer[]) => Rows | null;
  /** The score before and after one, where no row is missing. */
  readonly previous: (score: number) => number;
  readonly next: (score: number) => number;
}

/** Rows between two of which some are missing. */
export interface Hole {
  readonly after: number;
  readonly before: number;
}

/**
 * Rows of a series as an answer lists them. What has changed of them is read alone, from the lowest changed one on: whoever asks for the newest
 * 500 costs one row a second, not 500.
 */
export interface SeriesPage {
  readonly query: SeriesQuery;
  /** Null: they are not what an answer could be made of. */
  readonly rows: Rows | null;
  readonly holes: readonly Hole[];
  /** Fewer than were asked for, or not from where they were asked for: whole only if the exchange has none before the series' oldest. */
  readonly isShort: boolean;
  /** Of the whole series, when this was read. */
  readonly oldest: number | null;
  readonly newest: number | null;
  readonly source: string;
  /** Exchange-clock ms; null where nothing is stored. */
  asOf: number | null;
  version: number;
  /** The lowest score of what has changed since it was read; infinite: nothing. */
  changedFrom: number;
}

const nothingChanged = Number.POSITIVE_INFINITY;

export async function readSeriesPage(store: Store, query: SeriesQuery): Promise<SeriesPage> {
  const { key, window, kind } = query;
  const { members, meta, kind: stored, oldest, newest } = await readManyRows(store, key, window);
  const page = {
    query,
    holes: [],
    isShort: false,
    oldest,
    newest,
    source: meta?.source ?? '',
    asOf: meta?.asOf ?? null,
    version: meta?.version ?? 0,
    changedFrom: nothingChanged,
  };
  const rows = meta === null || stored !== kind ? null : allIn(store, query, members);
  if (rows === null) return { ...page, rows };
  const { scores } = rows;
  const isShort =
    window.which === 'newest'
      ? scores.length < window.most
      : oldest === null || query.previous(oldest) >= (window.from ?? 0);
  const between = holesIn(query, scores);
  const holes = [
    ...(isShort ? [] : holeBefore(query, scores, newest)),
    ...between,
    ...holeBehind(query, scores, newest),
  ];
  return { ...page, rows, holes, isShort };
}

function allIn(store: Store, query: SeriesQuery, members: readonly Buffer[]): Rows | null {
  const rows = query.rowsOf?.(members) ?? null;
  if (rows !== null) return rows;
  const one = rowsIn(store, query, members);
  return one === null ? null : joinRows(one);
}

/** Null where one of them is damaged: nobody knows what it was. */
function rowsIn(store: Store, { key, rowOf }: SeriesQuery, members: readonly Buffer[]): Row[] | null {
  const rows: Row[] = [];
  for (const each of members) {
    const member = each.toString();
    const row = rowOf(member);
    if (row === null) {
      store.damage.found(`a part of ${key}`, member);
      return null;
    }
    rows.push(row);
  }
  return rows;
}

/** Ascending. */
type Scores = Float64Array | readonly number[];

function holesIn({ next }: SeriesQuery, scores: Scores): Hole[] {
  const holes: Hole[] = [];
  for (let index = 1; index < scores.length; index++) {
    const [after, before] = [scores[index - 1] as number, scores[index] as number];
    if (next(after) !== before) holes.push({ after, before });
  }
  return holes;
}

/** What is missing between the score that rows are wanted from and the first of them. */
function holeBefore({ window, previous, next }: SeriesQuery, { 0: first }: Scores, newest: number | null): Hole[] {
  if (window.which === 'newest' || window.from === undefined) return [];
  const after = previous(window.from);
  const before = first ?? newest ?? after;
  return next(after) < before || (first === undefined && next(after) === before) ? [{ after, before }] : [];
}

/** What is missing between the last row and the score up to which rows are wanted, where the series goes on behind that. */
function holeBehind({ window, previous, next }: SeriesQuery, scores: Scores, newest: number | null): Hole[] {
  const { to, most, which } = window;
  const last = scores.at(-1);
  if (last === undefined || to === undefined || newest === null || newest <= to) return [];
  const isFull = which === 'oldest' && scores.length === most;
  return !isFull && next(last) <= to ? [{ after: last, before: next(previous(to + 1)) }] : [];
}

const countOf = ({ rows }: SeriesPage): number => rows?.scores.length ?? 0;

/** Whether it has all rows that it may have, oldest first: newer ones do not concern it. */
const isFull = (page: SeriesPage): boolean =>
  page.query.window.which === 'oldest' && countOf(page) === page.query.window.most;

/** Scores above this one are none of its. */
function highestOf(page: SeriesPage): number {
  const { to = Number.POSITIVE_INFINITY } = page.query.window;
  return isFull(page) ? (page.rows?.scores.at(-1) ?? to) : to;
}

/** Whether a row may follow on its last one: rows beyond those that it may have show then that there is none, or that one is missing. */
function endsBefore(page: SeriesPage): boolean {
  const last = page.rows?.scores.at(-1);
  const { to } = page.query.window;
  return last !== undefined && to !== undefined && !isFull(page) && page.query.next(last) <= to;
}

function follow(page: SeriesPage, { version, asOf, lowest, moved }: Change): Followed {
  if (page.rows === null) return 'wrong';
  if (lowest === null) {
    if (version !== page.version || (page.asOf !== null && asOf < page.asOf)) return 'wrong';
    page.asOf = asOf;
    return 'right';
  }
  const bottom = moved?.lowestChanged ?? lowest;
  const first = page.rows.scores[0];
  const isCut = moved !== undefined && first !== undefined && first < moved.lowestShown;
  // Rows that come below its own shift it, or fill what it lacks.
  if (version !== page.version + 1 || bottom === 0 || first === undefined || bottom <= first || isCut) return 'wrong';
  page.version = version;
  page.asOf = asOf;
  if (bottom > highestOf(page)) return endsBefore(page) ? 'wrong' : 'right';
  page.changedFrom = Math.min(page.changedFrom, bottom);
  return 'behind';
}

/** Reads what has changed. Null where that does not join on to what has not. */
async function patch(page: SeriesPage, store: Store): Promise<SeriesPage | null> {
  const { query, rows, changedFrom } = page;
  if (rows === null) return null;
  const { most, which } = query.window;
  const read = await readWindow(store, query.key, { ...query.window, from: changedFrom });
  const { members, meta, kind, oldest, newest } = read;
  const tail = meta === null || kind !== query.kind ? null : rowsIn(store, query, members);
  if (meta === null || tail === null || tail.length === most || tail.length === 0) return null;
  // What was written since the last announcement may be rows below those that were read.
  if (meta.version !== page.version) return null;
  const joined = [...lastBelow(rows, changedFrom), ...tail.map(({ score }) => score)];
  if (holesIn(query, joined).length > 0 || holeBehind(query, joined, newest).length > 0) return null;
  const patched = withTail(rows, changedFrom, tail, which === 'newest' ? 'oldest' : 'newest', most);
  const [first = 0] = patched.scores;
  return {
    ...page,
    rows: patched,
    holes: page.holes.filter(({ after }) => after >= first && after < changedFrom),
    isShort: which === 'newest' ? patched.scores.length < most : page.isShort,
    oldest,
    newest,
    source: meta.source,
    asOf: meta.asOf,
    version: meta.version,
    changedFrom: nothingChanged,
  };
}

/** The score of the row before a score. */
function lastBelow({ scores }: Rows, from: number): number[] {
  const score = scores.findLast((each) => each < from);
  return score === undefined ? [] : [score];
}

/** Memory of a page beside its rows, bytes: measured. */
const OVERHEAD_BYTES = 1_000;

export const seriesPages: PageKind<SeriesPage> = {
  sizeOf: ({ rows }) => OVERHEAD_BYTES + (rows === null ? 0 : sizeOfRows(rows)),
  follow,
  patch,
};
