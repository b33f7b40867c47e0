import { type ArchiveSource, openArchiveSource } from '../archive/openArchiveSource.ts';
import type { Period } from '../archive/period.ts';
import { tellArchive } from '../archive/tellArchive.ts';
import { mergeSources } from '../history/mergeSources.ts';
import type { RowSource } from '../history/rowSource.ts';
import type { FillSource } from './fillSeries.ts';
import { firstTimeOf } from './firstTimeOf.ts';
import type { OpenedSeries } from './openSeries.ts';

const DAY_MS = 86_400_000;

/** A series' source beside REST. */
export interface Beside {
  /** Both as one source: each file is read for one step. */
  readonly source: FillSource;
  /** Rows that were taken from it, in words. */
  result(): string;
  /** What reading it has come to: what was refused or left out, and why. */
  lines(): string[];
}

/** @throws StartError where the folder cannot be read, or the archive has no rows of this kind */
export const checkArchive = (folder: string, series: OpenedSeries): Promise<unknown> => openArchive(folder, series);

function openArchive(folder: string, { collector, code, config }: OpenedSeries): Promise<ArchiveSource> {
  const { market, interval, feed } = collector;
  return openArchiveSource(folder, { market, feed, interval, code, options: { ...config.feeds[feed] } });
}

/** @param folder with files of the exchange's archive @throws StartError where it cannot be read, or the archive has no rows of this kind */
export async function openArchiveBeside(folder: string, series: OpenedSeries, rest: RowSource): Promise<Beside> {
  const { collector, feed } = series;
  const archive = await openArchive(folder, series);
  const { periods } = archive;
  const merged = mergeSources([rest, archive], collector.row, feed.scores);
  const leastMs = feed.scores.continuity === 'ids' ? DAY_MS : 31 * DAY_MS;
  return {
    source: {
      read: merged.read,
      startOf: (until) => beginOfFile(periods, until - leastMs + 1),
      async firstFrom(from, until) {
        const ofFiles = periods.find(({ to, from: begin }) => to > from && begin <= until);
        const ofRest = await firstTimeOf(rest, feed.timeOf, from, until);
        const times = [ofRest, ofFiles === undefined ? null : Math.max(from, ofFiles.from)];
        const known = times.filter((time) => time !== null);
        return known.length === 0 ? null : Math.min(...known);
      },
    },
    result: () => `${merged.facts().rows.archive} of them from the archive`,
    lines() {
      const { differing, examples } = merged.facts();
      const lines = tellArchive(archive.facts());
      if (differing === 0) return lines;
      return [
        ...lines,
        `${differing} rows of the archive differ from those of REST, which are taken`,
        ...examples.map(({ takenMember, leftMember }) => `taken ${takenMember}, left ${leftMember}`),
      ];
    },
  };
}

/** Where the longest file that holds a time begins, ms; the time itself where none does. */
function beginOfFile(periods: readonly Period[], time: number): number {
  const holding = periods.find(({ from, to }) => from <= time && time < to);
  return holding?.from ?? time;
}
