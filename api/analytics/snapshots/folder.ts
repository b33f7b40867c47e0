import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../../../analysis/snapshot.ts';
import { eachOf } from './eachOf.ts';
import { type FileState, NoSnapshot, readSnapshotFile, stateOf, UnreadableSnapshot } from './readSnapshotFile.ts';

/** What is known of a snapshot without its rows. */
export type SnapshotFigures = Pick<Snapshot, 'market' | 'code' | 'at' | 'figures'>;

/** A file, and what is in it, or why that cannot be said. */
export interface FileRead {
  readonly file: string;
  readonly read: SnapshotFigures | UnreadableSnapshot;
}

/** The snapshots of a folder, which others write, and remove, at any time. */
export interface SnapshotFolder {
  /** Reads some of them; those that are gone meanwhile are left out. */
  readAll(directory: string, files: readonly string[]): Promise<FileRead[]>;
  /** Reads one. @throws NoSnapshot, UnreadableSnapshot */
  read(directory: string, file: string): Promise<SnapshotFigures>;
}

/** Files that are read at the same time. */
const AT_ONCE = 8;

/** Figures of so many files stay in memory: some kB each. */
const MOST_KEPT = 2_000;

interface Kept extends FileState {
  readonly read: SnapshotFigures | UnreadableSnapshot;
}

/** Files do not change once they are written: what was read of one stays known until its time or size is another one. */
export function createSnapshotFolder(): SnapshotFolder {
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT });
  const reading = new Map<string, Promise<SnapshotFigures>>();

  async function readAnew(place: string): Promise<SnapshotFigures> {
    const { mtimeMs, size } = await stateOf(place);
    const before = kept.get(place);
    const read =
      before !== undefined && before.mtimeMs === mtimeMs && before.size === size
        ? before.read
        : await orWhyNot(figuresIn(place));
    // What the system refuses now it may grant later, though the file stays the same.
    if (!(read instanceof UnreadableSnapshot) || read.cause === undefined) kept.set(place, { mtimeMs, size, read });
    if (read instanceof UnreadableSnapshot) throw read;
    return read;
  }

  /** Who asks for a file that is being read gets the same. */
  function read(directory: string, file: string): Promise<SnapshotFigures> {
    const place = path.resolve(directory, file);
    let running = reading.get(place);
    if (running === undefined) {
      running = readAnew(place).finally(() => reading.delete(place));
      reading.set(place, running);
    }
    return running;
  }

  return {
    async readAll(directory, files) {
      const all = await eachOf(files, AT_ONCE, async (file) => {
        const found = await orWhyNot(read(directory, file)).catch((error: unknown) => {
          if (error instanceof NoSnapshot) return null;
          throw error;
        });
        return found === null ? null : { file, read: found };
      });
      return all.filter((one) => one !== null);
    },

    read,
  };
}

/** The rows are not kept. @throws NoSnapshot, UnreadableSnapshot */
async function figuresIn(place: string): Promise<SnapshotFigures> {
  const { market, code, at, figures } = await readSnapshotFile(place);
  return { market, code, at, figures };
}

async function orWhyNot(read: Promise<SnapshotFigures>): Promise<SnapshotFigures | UnreadableSnapshot> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof UnreadableSnapshot) return error;
    throw error;
  }
}
