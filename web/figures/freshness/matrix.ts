import { feedTitle, topicType } from '../markets.ts';
import { type Judged, type Step, stepOf } from './step.ts';

/** A feed of a pair as /health names it. */
export interface NamedFeed extends Judged {
  /** Absent: spot. */
  readonly market?: string;
  readonly type: string | number;
  readonly price?: string;
  readonly contract?: string;
  readonly code: string;
}

/** A feed, or candles of an interval: the same of both markets. */
export interface Column {
  /** GetData's type, with price or contract where it has one: `trades`, `1`, `1:price=mark`. */
  readonly type: string;
  /** For people: `trades`, `1m`, `1m mark`. */
  readonly title: string;
  /** Values of it that are collected, by step. */
  readonly counts: Counts;
}

/** A pair of a market. */
export interface Row<Feed extends NamedFeed> {
  /** `spot:btcusdt` */
  readonly key: string;
  readonly market: string;
  readonly code: string;
  /** By the type of the column; those that its market has not are left out. */
  readonly cells: ReadonlyMap<string, Cell<Feed>>;
  readonly counts: Counts;
}

export interface Cell<Feed extends NamedFeed> {
  readonly feed: Feed;
  readonly step: Step;
}

export type Counts = Readonly<Partial<Record<Step, number>>>;

type Counted = Partial<Record<Step, number>>;

export interface Matrix<Feed extends NamedFeed> {
  readonly columns: readonly Column[];
  readonly rows: readonly Row<Feed>[];
  readonly counts: Counts;
}

/** Pairs and feeds in the order in which /health lists them. */
export function matrixOf<Feed extends NamedFeed>(feeds: readonly Feed[]): Matrix<Feed> {
  const columns = new Map<string, Column & { counts: Counted }>();
  const rows = new Map<string, Row<Feed> & { cells: Map<string, Cell<Feed>>; counts: Counted }>();
  const counts: Counted = {};
  for (const feed of feeds) {
    const { market = 'spot', code } = feed;
    const [type, key, step] = [topicType(feed), `${market}:${code}`, stepOf(feed)];
    const column = columns.get(type) ?? { type, title: feedTitle(feed), counts: {} as Counted };
    const row = rows.get(key) ?? { key, market, code, cells: new Map(), counts: {} as Counted };
    columns.set(type, column);
    rows.set(key, row);
    row.cells.set(type, { feed, step });
    for (const own of [column.counts, row.counts, counts]) own[step] = (own[step] ?? 0) + 1;
  }
  return { columns: [...columns.values()], rows: [...rows.values()], counts };
}

/**
 * What is left of it for a text in which each word narrows it down: a word that is part of a pair or its market narrows the pairs, one that is part of
 * a feed the feeds. A word that is neither leaves nothing.
 */
export function narrowed<Feed extends NamedFeed>(matrix: Matrix<Feed>, text: string): Matrix<Feed> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let { rows, columns } = matrix;
  for (const word of words) {
    const pairs = rows.filter(({ market, code }) => code.toLowerCase().includes(word) || market === word);
    const feeds = columns.filter(({ type, title }) => type.includes(word) || title.toLowerCase() === word);
    if (pairs.length > 0) rows = pairs;
    if (feeds.length > 0) columns = feeds;
    if (pairs.length === 0 && feeds.length === 0) return { ...matrix, rows: [], columns: [] };
  }
  const left = rows.filter(({ cells }) => columns.some(({ type }) => cells.has(type)));
  const types = columns.filter(({ type }) => left.some(({ cells }) => cells.has(type)));
  return { ...matrix, rows: left, columns: types };
}

/** Of each row the columns in which it has something, by number. */
export const placesIn = <Feed extends NamedFeed>({
  rows,
  columns,
}: Pick<Matrix<Feed>, 'rows' | 'columns'>): number[][] =>
  rows.map(({ cells }) => columns.flatMap(({ type }, index) => (cells.has(type) ? [index] : [])));
