import type { FeedRow } from '../../markets/market.js';
import type { Scores } from '../../model/scores.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { equalRowsOf } from './equalRows.ts';
import { mergeRows, type Reading, rowAt } from './mergeRows.ts';
import type { RowSource } from './rowSource.ts';

/** Who is believed where several hold a row, first first. */
const preference: readonly RowSource['name'][] = ['stored', 'rest', 'archive'];

/** A row that two sources hold in different forms. */
export interface DifferingRow {
  readonly score: number;
  readonly taken: RowSource['name'];
  readonly takenMember: string;
  readonly left: RowSource['name'];
  readonly leftMember: string;
}

export interface MergedFacts {
  /** Rows that were taken from each source. */
  readonly rows: Readonly<Record<RowSource['name'], number>>;
  /** Rows that are held in different forms. */
  readonly differing: number;
  /** The first ones of them. */
  readonly examples: readonly DifferingRow[];
}

export interface MergedSources {
  /** Rows of all sources as one series, as `RowSource.read` gives them: each once. */
  read(from: number, to: number): AsyncGenerator<readonly SeriesRow[]>;
  /** What reading has come to so far. */
  facts(): MergedFacts;
}

const MOST_EXAMPLES = 5;

/**
 * Reads several sources of one series as one. Of a row that several hold what is stored is taken, else what REST has answered, else what the archive
 * has; but one that may still change gives way to one that does not. Rows that differ are counted: those of equal value do not. Of each source only
 * one part is held.
 *
 * @param feed the feed's row of the table @param scores of the feed: they tell whether a row may still change
 */
export function mergeSources(
  sources: readonly RowSource[],
  feed: FeedRow,
  { isSettled }: Pick<Scores, 'isSettled'>,
): MergedSources {
  const areEqual = equalRowsOf(feed);
  const rows = { stored: 0, rest: 0, archive: 0 };
  const examples: DifferingRow[] = [];
  let differing = 0;

  type Holder = Reading<SeriesRow, RowSource>;

  /** The one of some that hold the same row whose is taken. */
  const takenOf = (holders: readonly Holder[]): Holder => {
    const [best] = holders;
    return holders.find((each) => isSettled(rowAt(each))) ?? (best as Holder);
  };
  const compare = (taken: Holder, left: Holder): void => {
    const [one, other] = [rowAt(taken), rowAt(left)];
    if (!isSettled(one) || !isSettled(other) || areEqual(one.member, other.member)) return;
    differing += 1;
    if (examples.length >= MOST_EXAMPLES) return;
    const members = { takenMember: one.member, leftMember: other.member };
    examples.push({ score: one.score, taken: taken.of.name, left: left.of.name, ...members });
  };

  return {
    read: (from, to) =>
      mergeRows({
        all: preference.flatMap((name) => sources.filter((source) => source.name === name)),
        open: async (source) => source.read(from, to)[Symbol.asyncIterator](),
        isDue: () => true,
        take(holders) {
          const taken = takenOf(holders);
          rows[taken.of.name] += 1;
          for (const left of holders) if (left !== taken) compare(taken, left);
          return rowAt(taken);
        },
      }),
    facts: () => ({ rows: { ...rows }, differing, examples }),
  };
}
