import fs from 'node:fs/promises';
import type { Market } from '../../../markets/markets.js';
import { parseSnapshotName } from './snapshotName.ts';

/**
 * The names of a pair's snapshots in a folder, oldest first; none where there is no folder.
 *
 * @throws an error of the file system where it cannot be read
 */
export async function listSnapshots(directory: string, market: Market, code: string): Promise<string[]> {
  const names = await fs.readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => isOf(name, market, code)).sort();
}

function isOf(name: string, market: Market, code: string): boolean {
  // Most names of a large folder are of other pairs: to look at the beginning costs less.
  if (!name.startsWith(`${market}-${code}-`)) return false;
  const parsed = parseSnapshotName(name);
  return parsed?.market === market && parsed.code === code;
}
