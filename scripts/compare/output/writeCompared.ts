import fs from 'node:fs/promises';
import type { Compared } from '../compared.ts';
import { tableRowOf } from './columns.ts';
import { plotSvg } from './plotSvg.ts';
import type { Place } from './reservePlace.ts';

/**
 * Writes all files of a comparison, or none.
 *
 * @throws StartError in one line where the disk is full or a file cannot be written
 */
export async function writeCompared(place: Place, compared: Compared): Promise<void> {
  const { csv, parquet, svg, files } = place;
  const rows = compared.rows.map(tableRowOf);
  const metadata = metadataOf(compared);
  let isBegun = false;
  try {
    // First what takes room, then the names.
    await svg.write(plotSvg(compared));
    await parquet.write(rows);
    await csv.write(rows);
    await parquet.close(metadata);
    isBegun = true;
    await csv.close(metadata);
    await svg.commit();
  } catch (error) {
    if (isBegun) await Promise.all(files.map((file) => fs.rm(file, { force: true })));
    throw error;
  }
}

/** What is said in the Parquet file, and beside the CSV. It names no file of this machine and no key. */
function metadataOf({ market, code, sources, from, to, statistics, notes }: Compared): Record<string, string> {
  return {
    market,
    code,
    stream: sources.stream,
    rest: sources.rest,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    statistics: JSON.stringify(statistics),
    notes: JSON.stringify(notes),
  };
}
