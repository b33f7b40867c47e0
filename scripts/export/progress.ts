import type { Checkpoint } from '../files/tableWriter.ts';
import type { RowSource } from '../history/rowSource.ts';
import type { Hole } from './holes.ts';

export type SourceName = RowSource['name'];

/** What has been found of one pair. */
export interface CodeTotals {
  readonly code: string;
  rows: number;
  /** Score and time (ms) of the first and of the last row; null: there is none. */
  first: { readonly score: number; readonly time: number } | null;
  last: { readonly score: number; readonly time: number } | null;
  forming: number;
  /** Members in Redis that are no rows: left out. */
  damaged: number;
  readonly sources: Record<SourceName, number>;
  /** Rows of the exchange that cannot be right and are left out, and what is wrong with the first of them; null: there are none. */
  refused: { readonly rows: number; readonly fault: string } | null;
  /** Rows of the archive that differ from those of a source, which are taken; and a few of them, in words. */
  readonly differing: Record<'stored' | 'rest', number>;
  readonly examples: string[];
  /** What the sources had to say, such as that the exchange has nothing older. */
  readonly notes: string[];
  /** Those that are listed; `holeCount` counts all of them, `missing` their rows. */
  holes: Hole[];
  holeCount: number;
  missing: number;
}

export const noTotals = (code: string): CodeTotals => ({
  code,
  rows: 0,
  first: null,
  last: null,
  forming: 0,
  damaged: 0,
  sources: { stored: 0, rest: 0, archive: 0 },
  refused: null,
  differing: { stored: 0, rest: 0 },
  examples: [],
  notes: [],
  holes: [],
  holeCount: 0,
  missing: 0,
});

/** How far an export has come: as JSON it is what a journal keeps. */
export interface Progress {
  /** The range as it was at the first call, ms: `--last` and a missing end mean the time then. Null: from the oldest stored row on. */
  readonly from: number | null;
  readonly to: number;
  /** Pairs that are done, and the one that is being read. */
  readonly codes: CodeTotals[];
  /** How many of them are done. */
  readonly done: number;
  /** Where the rows' file can be continued. */
  readonly at: Checkpoint;
}
