import type { FeedRow } from '../../markets/market.js';
import type { Scores } from '../../model/scores.ts';
import type { SeriesRow } from '../../model/seriesRow.ts';
import { equalRowsOf } from './equalRows.ts';
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

/** So many rows are handed on at once. */
const PART = 1000;
const MOST_EXAMPLES = 5;

/** A source that is read, and the row that comes next in it. */
interface Reading {
  readonly name: RowSource['name'];
  readonly parts: AsyncIterator<readonly SeriesRow[]>;
  rows: readonly SeriesRow[];
  at: number;
}

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

  /** The one of some that hold the same row whose is taken. */
  const takenOf = (holders: readonly Reading[]): Reading => {
    const [best] = holders;
    return holders.find((each) => isSettled(rowAt(each))) ?? (best as Reading);
  };
  const compare = (taken: Reading, left: Reading): void => {
    const [one, other] = [rowAt(taken), rowAt(left)];
    if (!isSettled(one) || !isSettled(other) || areEqual(one.member, other.member)) return;
    differing += 1;
    if (examples.length >= MOST_EXAMPLES) return;
    const members = { takenMember: one.member, leftMember: other.member };
    examples.push({ score: one.score, taken: taken.name, left: left.name, ...members });
  };

  async function* read(from: number, to: number): AsyncGenerator<readonly SeriesRow[]> {
    const ordered = preference.flatMap((name) => sources.filter((source) => source.name === name));
    let readings: Reading[] = ordered.map((source) => ({
      name: source.name,
      parts: source.read(from, to)[Symbol.asyncIterator](),
      rows: [],
      at: 0,
    }));
    let part: SeriesRow[] = [];
    try {
      for (const reading of readings) await fill(reading);
      for (;;) {
        readings = readings.filter(hasRow);
        if (readings.length === 0) break;
        const score = Math.min(...readings.map((reading) => rowAt(reading).score));
        const holders = readings.filter((reading) => rowAt(reading).score === score);
        const taken = takenOf(holders);
        rows[taken.name] += 1;
        part.push(rowAt(taken));
        for (const left of holders) if (left !== taken) compare(taken, left);
        for (const holder of holders) {
          const filling = next(holder);
          // Most rows are there: to wait for each would cost more than all else.
          if (filling !== undefined) await filling;
        }
        if (part.length < PART) continue;
        yield part;
        part = [];
      }
      if (part.length > 0) yield part;
    } finally {
      await Promise.all(readings.map((reading) => reading.parts.return?.()));
    }
  }

  return { read, facts: () => ({ rows: { ...rows }, differing, examples }) };
}

const hasRow = ({ rows, at }: Reading): boolean => at < rows.length;
const rowAt = ({ rows, at }: Reading): SeriesRow => rows[at] as SeriesRow;

function next(reading: Reading): Promise<void> | undefined {
  reading.at += 1;
  return hasRow(reading) ? undefined : fill(reading);
}

/** Reads on until there is a row, or no more. */
async function fill(reading: Reading): Promise<void> {
  while (!hasRow(reading)) {
    const { done, value } = await reading.parts.next();
    if (done === true) return;
    Object.assign(reading, { rows: value, at: 0 });
  }
}
