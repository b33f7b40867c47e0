import { openArchiveSource } from '../archive/openArchiveSource.ts';
import { mergeSources } from '../history/mergeSources.ts';
import type { RowSource } from '../history/rowSource.ts';
import type { OpenedSeries } from './openSeries.ts';

const DAY_MS = 86_400_000;

/** A series' source beside REST. */
export interface Beside {
  /** Both, as one. */
  join(rest: RowSource): Pick<RowSource, 'read'>;
  /** Steps are no shorter than this, ms: each reads whole files. */
  readonly leastStepMs: number;
  /** What became of it, in words, and in lines where something is wrong with files. */
  result(): string;
  lines(): string[];
}

/** So many files are named in which something is wrong. */
const MOST_NAMED = 10;

/** @param folder with files of the exchange's archive @throws StartError where it cannot be read, or the archive has no rows of this kind */
export async function openArchiveBeside(folder: string, series: OpenedSeries): Promise<Beside> {
  const { collector, code, config, feed } = series;
  const { market, interval, row } = collector;
  const options = { ...config.feeds[collector.feed] };
  const archive = await openArchiveSource(folder, { market, feed: collector.feed, interval, code, options });
  let facts = () => ({ rows: { stored: 0, rest: 0, archive: 0 }, differing: 0 });
  return {
    leastStepMs: feed.scores.continuity === 'ids' ? DAY_MS : 31 * DAY_MS,
    join(rest) {
      const merged = mergeSources([rest, archive], row, feed.scores);
      facts = merged.facts;
      return merged;
    },
    result() {
      const { rows, differing } = facts();
      const said = `${rows.archive} of them from the archive`;
      return differing === 0 ? said : `${said}; ${differing} in which it differs from REST, whose are taken`;
    },
    lines() {
      const { files } = archive.facts();
      if (files.length === 0) return [`${folder} has no file of it`];
      const told = files.flatMap(({ file, refused, leftOut }) => {
        if (refused !== undefined) return [`refused ${file}: ${refused}`];
        return leftOut === 0 ? [] : [`${file}: ${leftOut} lines left out`];
      });
      const more = told.length - MOST_NAMED;
      return more > 0 ? [...told.slice(0, MOST_NAMED), `and ${more} more files`] : told;
    },
  };
}
