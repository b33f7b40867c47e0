import fs from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../../../../analysis/snapshot.ts';
import { snapshotNameOf } from '../../../../api/analytics/snapshots/snapshotName.ts';
import type { Market } from '../../../../markets/markets.js';

/** Files of snapshots in a folder. */
export interface SnapshotFiles {
  readonly directory: string;
  /** Writes a snapshot with these changes; returns the file's name. */
  put(changes?: Partial<Snapshot>): string;
  /** Writes any text under the name of a snapshot taken then. */
  putText(at: number, text: string): string;
  nameOf(at: number): string;
}

/** @param like what the snapshots are, but for their changes */
export function snapshotFiles(directory: string, like: Snapshot): SnapshotFiles {
  fs.mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string): string => {
    fs.writeFileSync(path.join(directory, name), text);
    return name;
  };
  const nameOf = (at: number) => snapshotNameOf({ market: 'spot', code: 'btcusdt', at });
  return {
    directory,
    nameOf,
    put(changes = {}) {
      const snapshot = { ...like, ...changes };
      return write(snapshotNameOf({ ...snapshot, market: snapshot.market as Market }), JSON.stringify(snapshot));
    },
    putText: (at, text) => write(nameOf(at), text),
  };
}
