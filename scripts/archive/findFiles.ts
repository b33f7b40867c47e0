import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchiveFiles } from '../../exchanges/archive.ts';
import { StartError } from '../../runtime/errors.ts';
import { type Period, periodIn } from './period.ts';
import { type Packing, packings } from './readBytes.ts';

/** A file whose name says that it holds rows that are wanted. */
export interface FoundFile extends Period {
  readonly path: string;
  /** From the folder on, for messages. */
  readonly file: string;
  /** Without its ending. */
  readonly name: string;
  readonly packing: Packing;
}

export interface Found {
  /** Oldest first, of those that begin at the same time the longest. */
  readonly files: readonly FoundFile[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
  readonly passedOver: number;
}

/** The archive's own tree is seven folders deep. */
const DEEPEST = 12;

/**
 * Looks for an archive's files in a folder and below it. Links that lead out of the folder are not followed, nor are any to folders.
 *
 * @throws StartError where it is no folder that can be read
 */
export async function findFiles(folder: string, wanted: ArchiveFiles): Promise<Found> {
  const root = await rootOf(folder);
  const found = { files: [] as FoundFile[], refused: [] as { file: string; why: string }[], passedOver: 0 };
  const above = root.split(sep);

  const look = async (at: string, folders: readonly string[]): Promise<void> => {
    const place = wanted.placeOf(above, folders);
    const entries = await readdir(at, { withFileTypes: true });
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        const below = [...folders, entry.name];
        if (folders.length < DEEPEST && wanted.placeOf(above, below) !== 'other') await lookBelow(path, below);
        continue;
      }
      const file = relative(root, path);
      const named = namedIn(entry.name, wanted);
      if (named === null || place === 'other') {
        if (packings.some((packing) => entry.name.endsWith(packing))) found.passedOver += 1;
        continue;
      }
      const why = named.period === null ? MISNAMED : (whyRefused(place, wanted) ?? (await whyNoFile(path, root)));
      if (why !== null) found.refused.push({ file, why });
      else if (named.period !== null) found.files.push({ ...named.period, ...named, path, file });
    }
  };
  const lookBelow = async (path: string, folders: readonly string[]): Promise<void> => {
    try {
      await look(path, folders);
    } catch (error) {
      found.refused.push({ file: relative(root, path), why: `the folder cannot be read: ${(error as Error).message}` });
    }
  };

  await look(root, []);
  found.files.sort((one, other) => one.from - other.from || other.to - one.to);
  return found;
}

const MISNAMED = 'its name does not end in a day (2024-08-09) or a month (2024-08)';

async function rootOf(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) {
      await readdir(root);
      return root;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such folder' : message;
    throw new StartError(`${folder}: ${why}; --archive takes a folder with files of the archive`, { cause: error });
  }
  throw new StartError(`${folder} is no folder; --archive takes a folder with files of the archive`);
}

/** What a name says; null: it is of other rows. */
function namedIn(entry: string, { stem }: ArchiveFiles) {
  const packing = packings.find((ending) => entry.endsWith(ending));
  if (packing === undefined || !entry.startsWith(`${stem}-`)) return null;
  const name = entry.slice(0, -packing.length);
  return { name, packing, period: periodIn(name.slice(stem.length + 1)) };
}

const whyRefused = (place: string, { mustLieIn }: ArchiveFiles): string | null =>
  place !== 'own' && mustLieIn !== undefined
    ? `other files have the same name: it must lie in a folder ${mustLieIn}, as in the archive`
    : null;

async function whyNoFile(path: string, root: string): Promise<string | null> {
  try {
    const isLink = (await lstat(path)).isSymbolicLink();
    if (isLink && relative(root, await realpath(path)).startsWith('..')) return 'it is a link that leaves the folder';
    return (await stat(path)).isFile() ? null : 'it is no file';
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`;
  }
}
