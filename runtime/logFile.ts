import { appendFileSync, closeSync, openSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { StartError } from './errors.ts';
import { makePrivateFolder } from './privateFolder.js';

const largestBytes = 10_000_000;
const files = 5;
/** Only our own user may read the files, since lines may hold addresses of callers. */
const mode = 0o600;

/**
 * A stream into `<directory>/<name>.log`, turned over at 10 MB to `<name>.1.log` … `<name>.4.log`; the oldest is dropped.
 * What it makes only we can read: folders 700, files 600.
 *
 * winston's own file transport is not used: on a full disk it stops writing without a word and keeps every later line in memory. Here each
 * line is appended by itself. A line that cannot be written is lost, stderr says so once, and the next line is tried again. A folder that
 * somebody removes is made again.
 * @throws StartError when the directory cannot be written
 */
export function openLogFile(directory: string, name: string): Writable {
  const folder = resolve(directory);
  const path = (age: number) => join(folder, age === 0 ? `${name}.log` : `${name}.${age}.log`);
  start(folder, path(0));
  let hasFailed = false;

  const turnOver = (): void => {
    for (let age = files - 2; age >= 0; age -= 1) if (exists(path(age))) renameSync(path(age), path(age + 1));
  };

  const append = (line: Buffer): void => {
    // Others may remove, move or empty the file at any time, so its size is read anew.
    const size = statSync(path(0), { throwIfNoEntry: false })?.size ?? 0;
    if (size + line.length > largestBytes && size > 0) turnOver();
    appendFileSync(path(0), line, { mode });
  };

  return new Writable({
    decodeStrings: true,
    write(line: Buffer, _encoding, done) {
      try {
        if (!exists(folder)) makePrivateFolder(folder);
        append(line);
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) process.stderr.write(`the log cannot be written: ${reasonOf(error)}\n`);
        hasFailed = true;
      }
      done();
    },
  });
}

/** Makes the folder and the file. */
function start(folder: string, file: string): void {
  try {
    makePrivateFolder(folder);
    closeSync(openSync(file, 'a', mode));
  } catch (cause) {
    throw new StartError(`log.directory: ${folder} cannot be written (${reasonOf(cause)})`, { cause });
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
