import fs from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../../../runtime/errors.ts';
import { makePrivateFolder } from '../../../runtime/privateFolder.js';
import { fileError } from '../../files/fileError.ts';
import { openTableWriter } from '../../files/openTableWriter.ts';
import type { TableWriter } from '../../files/tableWriter.ts';
import { forgetUnfinished, keepUnfinished } from '../../files/unfinishedFiles.ts';
import { openWholeFile, type WholeFile } from '../../files/wholeFile.ts';
import { lock } from '../../setup/lock.js';
import { columns } from './columns.ts';

/** The files of a comparison, begun before anything is compared: so it is known that they can be written. */
export interface Place {
  readonly folder: string;
  readonly csv: TableWriter;
  readonly parquet: TableWriter;
  readonly svg: WholeFile;
  /** Where the tables go. */
  readonly files: { readonly csv: string; readonly parquet: string };
  /** Lets others write there. */
  release(): void;
  /** Leaves nothing behind, not even a folder that was made for this. */
  abandon(): Promise<void>;
}

export interface PlaceOptions {
  /** `--out`; absent: a new folder of this name below `data/compare`. */
  readonly out: string | undefined;
  readonly name: string;
  readonly force: boolean;
}

const FOLDER = path.join('data', 'compare');
const LOCK = '.compare.lock';

/** Folders of the same second, at most. */
const MOST_ALIKE = 100;

/** @throws StartError, StepError in one line: it exists (without `force`), another comparison writes there, it cannot be written */
export async function reservePlace({ out, name, force }: PlaceOptions): Promise<Place> {
  const isOwn = out === undefined || !(await isThere(out));
  const folder = out ?? (await newFolder(name));
  try {
    if (out !== undefined) makePrivateFolder(out);
  } catch (error) {
    throw fileError(error, path.join(folder, 'compare.csv'));
  }
  const file = (ending: string) => path.join(folder, `compare.${ending}`);
  const begun: { abort(): Promise<void> }[] = [];
  const begin = async <Begun extends { abort(): Promise<void> }>(opening: Promise<Begun>): Promise<Begun> => {
    const opened = await opening;
    begun.push(opened);
    return opened;
  };
  let release = (): void => undefined;
  const abandon = async () => {
    await Promise.all(begun.map((each) => each.abort()));
    release();
    if (isOwn) await fs.rmdir(folder).catch(() => undefined);
  };
  try {
    release = await holdAlone(folder);
    return {
      folder,
      csv: await begin(openTableWriter('csv', file('csv'), columns, { force })),
      parquet: await begin(openTableWriter('parquet', file('parquet'), columns, { force })),
      svg: await begin(openWholeFile(file('svg'), { force })),
      files: { csv: file('csv'), parquet: file('parquet') },
      release,
      abandon,
    };
  } catch (error) {
    await abandon();
    throw error;
  }
}

const isThere = (folder: string): Promise<boolean> =>
  fs.stat(folder).then(
    () => true,
    () => false,
  );

/** Two at once have a folder each. */
async function newFolder(name: string): Promise<string> {
  try {
    makePrivateFolder(FOLDER);
    for (let alike = 1; alike <= MOST_ALIKE; alike += 1) {
      const folder = path.join(FOLDER, alike === 1 ? name : `${name}-${alike}`);
      if (await makeNew(folder)) return folder;
    }
  } catch (error) {
    throw fileError(error, path.join(FOLDER, name));
  }
  throw new StartError(`${path.join(FOLDER, name)} exists: name another folder with --out`);
}

/** @returns whether there was none of this name */
async function makeNew(folder: string): Promise<boolean> {
  try {
    await fs.mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @returns releases it @throws StepError where another comparison has the folder; StartError where it cannot be written */
async function holdAlone(folder: string): Promise<() => void> {
  const file = path.join(folder, LOCK);
  const heldText = (pid: string) =>
    `another comparison (process ${pid}) writes to ${folder}: name another folder with --out`;
  const release = await lock(file, { limitMs: 0, heldText }).catch((error: unknown) => {
    throw fileError(error, path.join(folder, 'compare.csv'));
  });
  keepUnfinished(file);
  return () => {
    release();
    forgetUnfinished(file);
  };
}
