import type { SeriesRow } from '../../markets/market.js';
import type { ShownRow } from '../getData/seriesPage.ts';

/** Scores from one to another, both included; without an end. */
export interface Span {
  readonly from: number;
  readonly to?: number;
}

/** Rows that readers have not been told of yet, ascending. */
export interface News {
  readonly rows: readonly ShownRow[];
  /** Scores of those that lie below rows which were told before. */
  readonly late: readonly number[];
  /** Scores of those that were told before, as final, with other contents. */
  readonly restated: readonly number[];
}

/** What readers of a series have been told. Of rows below the first ones nothing is told: they are history. */
export interface Told {
  /** The highest score; null: nothing was told. */
  readonly top: number | null;
  /** Where to look for news if nothing below `lowest` has changed, ascending. */
  wanted(lowest: number): Span[];
  /** What of these rows, ascending, is news. It is told from now on. */
  sift(rows: readonly ShownRow[]): News;
  /** The newest ten rows, ascending. */
  recent(): readonly ShownRow[];
}

export const toldOf = (row: SeriesRow): Told => (row.continuity === 'ids' ? new ToldIds() : new ToldRows(row));

/** So many rows are shown to who comes. */
export const RECENT = 10;

/** More would be many outages: then the oldest is taken for history. */
const MOST_SPANS = 200;

/** Rows whose scores leave none out, and which never change: spans of scores say all. */
class ToldIds implements Told {
  /** Ascending, none touches the next one. */
  readonly #spans: { from: number; to: number }[] = [];
  #recent: ShownRow[] = [];

  get top(): number | null {
    return this.#spans.at(-1)?.to ?? null;
  }

  wanted(lowest: number): Span[] {
    const holes: Span[] = [];
    for (const [index, { to }] of this.#spans.entries()) {
      const next = this.#spans[index + 1];
      if (next === undefined) holes.push({ from: to + 1 });
      else if (next.from > lowest) holes.push({ from: Math.max(to + 1, lowest), to: next.from - 1 });
    }
    return holes;
  }

  sift(rows: readonly ShownRow[]): News {
    const { top } = this;
    const news = rows.filter(({ score }) => this.#add(score));
    const late = top === null ? [] : news.filter(({ score }) => score < top).map(({ score }) => score);
    if (news.length > 0) this.#recent = withRows(this.#recent, news);
    return { rows: news, late, restated: [] };
  }

  recent(): readonly ShownRow[] {
    return this.#recent;
  }

  /** @returns whether it was not told yet */
  #add(score: number): boolean {
    const spans = this.#spans;
    let at = spans.length;
    while (at > 0 && (spans[at - 1]?.from ?? 0) > score) at -= 1;
    const [below, above] = [spans[at - 1], spans[at]];
    if (below !== undefined && below.to >= score) return false;
    const follows = below?.to === score - 1;
    const leads = above?.from === score + 1;
    if (follows && leads) {
      below.to = above.to;
      spans.splice(at, 1);
    } else if (follows) below.to = score;
    else if (leads) above.from = score;
    else spans.splice(at, 0, { from: score, to: score });
    if (spans.length > MOST_SPANS) spans.shift();
    return true;
  }
}

/** A row below these was told too long ago to be remembered: it is history. */
const MOST_ROWS = 200;

/** Rows that may change, or whose scores leave some out: the newest are remembered one by one. */
class ToldRows implements Told {
  /** Ascending. */
  #rows: ShownRow[] = [];
  readonly #final: string | null;

  constructor({ changes }: SeriesRow) {
    this.#final = changes === undefined ? null : `"${changes.state}":true`;
  }

  get top(): number | null {
    return this.#rows.at(-1)?.score ?? null;
  }

  wanted(lowest: number): Span[] {
    const [first] = this.#rows;
    return [{ from: Math.max(lowest, first?.score ?? 0) }];
  }

  sift(rows: readonly ShownRow[]): News {
    const { top } = this;
    const known = new Map(this.#rows.map(({ score, text }) => [score, text]));
    const news = rows.filter(({ score, text }) => known.get(score) !== text);
    const late: number[] = [];
    const restated: number[] = [];
    for (const { score } of news) {
      const was = known.get(score);
      if (was !== undefined) {
        if (this.#final === null || was.includes(this.#final)) restated.push(score);
      } else if (top !== null && score < top) late.push(score);
    }
    if (news.length > 0) this.#rows = withRows(this.#rows, news, MOST_ROWS);
    return { rows: news, late, restated };
  }

  recent(): readonly ShownRow[] {
    return this.#rows.slice(-RECENT);
  }
}

/** The newest of both, ascending; of two of one score the second one's. */
function withRows(rows: readonly ShownRow[], news: readonly ShownRow[], most = RECENT): ShownRow[] {
  const top = rows.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
  const lowest = news[0]?.score ?? top;
  const all =
    lowest > top
      ? [...rows, ...news]
      : [...new Map([...rows, ...news].map((row) => [row.score, row])).values()].sort((a, b) => a.score - b.score);
  return all.slice(-most);
}
