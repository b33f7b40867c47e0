import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../../analysis/snapshot.ts';
import { snapshotNameOf } from '../../api/analytics/snapshots/snapshotName.ts';
import type { Market } from '../../markets/markets.js';
import { openWholeFile } from '../files/wholeFile.ts';

/** A snapshot that is saved. */
export interface Saved {
  readonly file: string;
  readonly bytes: number;
}

/** Where a snapshot belongs. */
const placeOf = (directory: string, { market, code, at }: Snapshot): string =>
  path.join(directory, snapshotNameOf({ market: market as Market, code, at }));

/** Whether one of the same pair and millisecond is saved already, by another process. */
export const isTaken = (directory: string, snapshot: Snapshot): boolean => existsSync(placeOf(directory, snapshot));

/**
 * Writes a snapshot into a folder, whole or not at all.
 *
 * @throws StartError one clear line: the disk is full, the folder cannot be written, a snapshot of the same millisecond is there already
 */
export async function saveSnapshot(directory: string, snapshot: Snapshot): Promise<Saved> {
  const file = placeOf(directory, snapshot);
  const whole = await openWholeFile(file, {
    ifTaken: 'another process has saved one of the same millisecond; try again',
  });
  try {
    await whole.write(`${JSON.stringify(snapshot)}\n`);
    await whole.commit();
  } catch (error) {
    await whole.abort();
    throw error;
  }
  return { file, bytes: whole.size };
}
