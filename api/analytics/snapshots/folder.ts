import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../../../analysis/snapshot.ts';
import type { Market } from '../../../markets/markets.js';
import { atMost } from './atMost.ts';
import { listSnapshots } from './listSnapshots.ts';
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
  /** The names of a pair's snapshots, oldest first; none where there is no folder. @throws an error of the file system where it cannot be read */
  list(directory: string, market: Market, code: string): Promise<readonly string[]>;
  /** Reads some of them; those that are gone meanwhile are left out. */
  readAll(directory: string, files: readonly string[]): Promise<FileRead[]>;
  /** Reads one. @throws NoSnapshot, UnreadableSnapshot */
  read(directory: string, file: string): Promise<SnapshotFigures>;
}

/**
 * Reads at the same time, whoever asks. The system has four threads for files, and looks up hosts by them, too: a folder that does not answer, as of a
 * machine that is away, must not take all of them. What was read is checked in one go, which takes some ms a file.
 */
const AT_ONCE = 2;

/** Figures of so many files stay in memory: some kB each. */
const MOST_KEPT = 2_000;

interface Kept extends FileState {
  readonly read: SnapshotFigures | UnreadableSnapshot;
}

/** Files do not change once they are written: what was read of one stays known until its time or size is another one. */
export function createSnapshotFolder(): SnapshotFolder {
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT });
  const inTurn = atMost(AT_ONCE);
  const reading = new Map<string, Promise<SnapshotFigures>>();
  const listing = new Map<string, Promise<readonly string[]>>();

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

  /** Who asks for what is being read gets the same. */
  function shared<Made>(running: Map<string, Promise<Made>>, name: string, make: () => Promise<Made>): Promise<Made> {
    const known = running.get(name);
    if (known !== undefined) return known;
    const made = inTurn(make).finally(() => running.delete(name));
    running.set(name, made);
    return made;
  }

  function read(directory: string, file: string): Promise<SnapshotFigures> {
    const place = path.resolve(directory, file);
    return shared(reading, place, () => readAnew(place));
  }

  return {
    list: (directory, market, code) =>
      shared(listing, `${market} ${code} ${directory}`, () => listSnapshots(directory, market, code)),

    async readAll(directory, files) {
      const all = files.map(async (file) => {
        const found = await orWhyNot(read(directory, file)).catch((error: unknown) => {
          if (error instanceof NoSnapshot) return null;
          throw error;
        });
        return found === null ? null : { file, read: found };
      });
      return (await Promise.all(all)).filter((one) => one !== null);
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
