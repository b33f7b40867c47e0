import fs from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../../model/parseJson.ts';
import { fileError } from '../files/fileError.ts';
import { openWholeFile } from '../files/wholeFile.ts';
import { lock } from '../setup/lock.js';
import type { Progress } from './progress.ts';

/**
 * Where an export keeps what it has so far: a hidden folder beside the file, `.<name>.part`. It holds the rows that are written, and a journal that says
 * how far they go, so that the same call goes on there after whatever has ended it. One process has it at a time. It is removed when the file is whole.
 */
export interface WorkFolder {
  /** Where the rows are written. */
  readonly rows: string;
  /** What another call for the same has left; null: nothing. */
  readonly left: Progress | null;
  /** How far the rows go that are safe on the disk. */
  keep(progress: Progress): Promise<void>;
  /** Whether there is anything for another call to go on with. */
  hasKept(): boolean;
  /** Lets another process have it. What was kept stays. */
  release(): void;
  /** Removes it. */
  remove(): Promise<void>;
}

export const workFolderOf = (file: string): string => {
  const { dir, base } = path.parse(path.resolve(file));
  return path.join(dir, `.${base}.part`);
};

/**
 * Takes the folder of a file. What another call has left that asked for something else is removed.
 *
 * @param identity of the call: what decides which rows the file gets, and how
 * @throws StartError where another process writes this file, or the folder cannot be made; StepError where something else stands in its place
 */
export async function openWorkFolder(file: string, identity: string): Promise<WorkFolder> {
  const folder = workFolderOf(file);
  const journal = path.join(folder, 'journal.json');
  const rows = path.join(folder, 'rows');
  let release: () => void;
  try {
    const heldText = (pid: string) =>
      `another export writes ${file} (process ${pid}): wait for it, or name another file`;
    // Not made with all the folders above it: a name that is mistyped must not make any.
    await fs.stat(path.dirname(folder));
    release = await lock(path.join(folder, 'lock'), { limitMs: 0, heldText });
  } catch (error) {
    throw fileError(error, file);
  }
  try {
    const left = await readJournal(journal, identity, rows);
    if (left === null) {
      for (const old of [journal, rows]) await fs.rm(old, { force: true });
    }
    let hasKept = left !== null;
    return {
      rows,
      left,
      hasKept: () => hasKept,
      keep: async (progress) => {
        const written = await openWholeFile(journal, { force: true });
        try {
          await written.write(JSON.stringify({ identity, progress }));
          await written.commit();
        } catch (error) {
          await written.abort();
          throw error;
        }
        hasKept ||= progress.codes.some(({ rows: written }) => written > 0);
      },
      release,
      remove: async () => {
        await fs.rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    release();
    throw fileError(error, file);
  }
}

/** What was kept for the same call, as far as the rows are there; null: nothing of use. */
async function readJournal(journal: string, identity: string, rows: string): Promise<Progress | null> {
  const text = await fs.readFile(journal, 'utf8').catch(() => '');
  const kept = Object(parseJson(text)) as { identity?: unknown; progress?: Progress };
  if (kept.identity !== identity || kept.progress === undefined) return null;
  const { size } = await fs.stat(rows).catch(() => ({ size: -1 }));
  return size >= kept.progress.at.size ? kept.progress : null;
}
