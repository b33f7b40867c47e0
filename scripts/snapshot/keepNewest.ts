import fs from 'node:fs/promises';
import path from 'node:path';
import { listSnapshots } from '../../api/analytics/snapshots/listSnapshots.ts';
import { parseSnapshotName } from '../../api/analytics/snapshots/snapshotName.ts';
import type { Market } from '../../markets/markets.js';
import { fileError } from '../files/fileError.ts';
import { isProcessAlive } from '../files/isProcessAlive.ts';

/** Removes the oldest snapshots of a pair beyond so many. No other file is touched. @throws StartError where one cannot be removed */
export async function keepNewest(directory: string, market: Market, code: string, count: number): Promise<void> {
  const files = await listSnapshots(directory, market, code);
  for (const file of files.slice(0, -count)) {
    const place = path.join(directory, file);
    await fs.unlink(place).catch((error: NodeJS.ErrnoException) => {
      // Another one that keeps as many was faster.
      if (error.code !== 'ENOENT') throw fileError(error, place);
    });
  }
}

/** Removes what processes have left in the folder that were killed while they wrote a snapshot. What cannot be removed stays. */
export async function removeLeftOvers(directory: string): Promise<void> {
  for (const name of await fs.readdir(directory).catch(() => [])) {
    const [, file = '', pid] = /^\.(.+\.json)\.(\d+)\.\d+\.tmp$/.exec(name) ?? [];
    if (parseSnapshotName(file) === null || isProcessAlive(Number(pid))) continue;
    await fs.rm(path.join(directory, name), { force: true }).catch(() => undefined);
  }
}
