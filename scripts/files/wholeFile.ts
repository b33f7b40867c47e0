import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../../runtime/errors.ts';
import { codeOf, fileError } from './fileError.ts';
import { isProcessAlive } from './isProcessAlive.ts';
import { forgetUnfinished, keepUnfinished } from './unfinishedFiles.ts';

/** A file that appears whole or not at all: it is written under another name, and takes its own at the end. */
export interface WholeFile {
  /** Bytes written so far. */
  readonly size: number;
  /** After a failure there may be a part of what was given: nothing more is written or committed. @throws StartError where the disk is full or the file cannot be written */
  write(data: string | Uint8Array): Promise<void>;
  /** Resolves when what is written would outlive the machine. */
  sync(): Promise<void>;
  /** Gives the file its name, in place of the one that has it if it was opened with `force`. @throws StartError */
  commit(): Promise<void>;
  /** Ends without a file. What was written stays where it was opened with `work`. */
  leave(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

export interface WholeFileOptions {
  /** Replaces a file that exists. Without it such a file is an error. */
  readonly force?: boolean;
  /** What to do where it exists, for who may not use `force`; absent: `--force` replaces it. */
  readonly ifTaken?: string;
  /**
   * Writes to a file of this name, on the same disk, which stays when the process ends, and goes on after its first `size` bytes. Absent: to a hidden
   * file beside the place, which goes with the process.
   */
  readonly work?: { readonly file: string; readonly size: number };
}

let count = 0;

/**
 * Begins a file.
 *
 * @throws StartError one clear line: it exists (without `force`), it is a folder, its folder is missing or cannot be written, the disk is full
 */
export async function openWholeFile(
  file: string,
  { force = false, ifTaken, work }: WholeFileOptions = {},
): Promise<WholeFile> {
  await refuseIfTaken(file, force, ifTaken);
  const { dir, base } = path.parse(path.resolve(file));
  const temporary = work?.file ?? path.join(dir, `.${base}.${process.pid}.${++count}.tmp`);
  let handle: FileHandle;
  let size = work?.size ?? 0;
  try {
    await removeLeftOvers(dir, base);
    if (work === undefined) keepUnfinished(temporary);
    handle = await fs.open(temporary, size > 0 ? 'r+' : 'w');
    if (size > 0) await handle.truncate(size);
  } catch (error) {
    forgetUnfinished(temporary);
    throw fileError(error, file);
  }
  let isOpen = true;
  let failure: { readonly error: unknown } | undefined;
  const refuseAfterFailure = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  const abort = async (): Promise<void> => {
    await close().catch(() => undefined);
    await fs.rm(temporary, { force: true });
    forgetUnfinished(temporary);
  };
  return {
    get size() {
      return size;
    },
    write: async (data) => {
      refuseAfterFailure();
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      try {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, size);
          done += bytesWritten;
          size += bytesWritten;
        }
      } catch (error) {
        failure = { error: fileError(error, file) };
        throw failure.error;
      }
    },
    sync: async () => {
      refuseAfterFailure();
      await handle.sync().catch((error) => Promise.reject(fileError(error, file)));
    },
    commit: async () => {
      try {
        refuseAfterFailure();
        await handle.sync();
        await close();
        await refuseIfTaken(file, force, ifTaken);
        await fs.rename(temporary, file);
        await syncFolder(dir);
        forgetUnfinished(temporary);
      } catch (error) {
        if (work === undefined) await abort();
        throw fileError(error, file);
      }
    },
    leave: () => (work === undefined ? abort() : close()),
    abort,
  };
}

/** @throws StartError where something has this name that must stay */
export async function refuseIfTaken(file: string, force: boolean, ifTaken = '--force replaces it'): Promise<void> {
  let found: Awaited<ReturnType<typeof fs.lstat>>;
  try {
    found = await fs.lstat(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw fileError(error, file);
  }
  if (found.isDirectory()) throw new StartError(`${file} is a folder: name a file`);
  if (!force) throw new StartError(`${file} exists: ${ifTaken}`);
}

/** A name is safe only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what processes have left that were killed while they wrote this file. */
async function removeLeftOvers(folder: string, base: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    if (!name.startsWith(`.${base}.`)) continue;
    const pid = /^(\d+)\.\d+\.tmp$/.exec(name.slice(base.length + 2))?.[1];
    if (pid !== undefined && !isProcessAlive(Number(pid))) await fs.rm(path.join(folder, name), { force: true });
  }
}
