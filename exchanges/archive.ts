import type { Interval } from '../markets/markets.js';
import type { RightRow } from '../model/feed.ts';
import type { SeriesRow } from '../model/seriesRow.ts';

/** Of what rows files are looked for. */
export interface ArchivedRows {
  readonly feed: string;
  /** Which of the feed's kinds. */
  readonly kind: string;
  /** Of candles, minutes. */
  readonly interval: Interval | undefined;
  /** The exchange's name of the pair. */
  readonly symbol: string;
}

/**
 * The archive of older rows that an exchange offers for download: how its files are called, where they lie, and what their columns are. Pure: it
 * opens no file.
 */
export interface Archive {
  /** Where it is downloaded. */
  readonly url: string;
  /** Files of such rows; in words, why there are none. */
  filesOf(rows: ArchivedRows): ArchiveFiles | string;
}

/** Files of the rows of one pair: CSV, each of a day or a month (UTC). */
export interface ArchiveFiles {
  /** Their names begin with it; `-2024-08` or `-2024-08-09` follows. */
  readonly stem: string;
  /**
   * What a folder is of, by names: these rows, other ones, or they do not tell.
   *
   * @param above the folder in which all is looked for, and what is above it @param below what of the path is in it
   */
  placeOf(above: readonly string[], below: readonly string[]): 'own' | 'other' | 'unclear';
  /** Other files have the same names: only the folder tells which they are. In words, in which one these must lie; absent: the name tells. */
  readonly mustLieIn?: string;
  /** The columns in order, each with the names that a first line may give it. */
  readonly columns: readonly (readonly string[])[];
  /** How many of them, the last ones, some files do not have. */
  readonly optionalColumns: number;
  /** A row as an answer of REST has it. @throws InvalidPayload where the fields cannot be that */
  rowOf(fields: readonly string[]): unknown;
  /** When a row is of, ms: it must lie in the file's day or month. */
  timeOf(row: unknown): number;
  /** The last ms of a candle. */
  endOf?(row: unknown): number;
  /** The moment at which the file's day or month ends belongs to it. */
  readonly isEndIncluded?: true;
  /** What is stored of right rows, where that does not follow from the rows alone as the feed makes it. */
  toRows?(rows: readonly RightRow<unknown>[]): SeriesRow[];
}
