import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes a folder that only we can look into (mode 700), with the folders above it that are missing. Plain JavaScript, because the
 * set-up needs it before anything is built.
 *
 * A folder that exists stays as it is, since it may be shared on purpose. Only in the project's own `data/` and `logs/` an existing folder is
 * closed to others, with everything in it that belongs to our user.
 *
 * @param {string} folder
 * @param {string} [project] folder of `data/` and `logs/`; default: this project's
 * @throws {Error} with the code of the system where it cannot be made
 */
export function makePrivateFolder(folder, project = projectFolder()) {
  const target = path.resolve(folder);
  makeFolders(target);
  const own = ['data', 'logs'].map((name) => path.join(project, name)).find((each) => isWithin(each, target));
  if (own === undefined) return;
  for (let each = path.dirname(target); isWithin(own, each); each = path.dirname(each)) close(each);
  closeAll(target);
}

/**
 * One after the other: where the system lets nobody make any, as below /proc, Node's own way of making several never ends.
 *
 * @param {string} folder
 */
function makeFolders(folder) {
  if (isFolder(folder)) return;
  const above = path.dirname(folder);
  if (!fs.existsSync(above)) makeFolders(above);
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(folder)) throw error; // else another process was faster
  }
}

/** @param {string} file */
const isFolder = (file) => fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;

/** The nearest folder above with a package.json. It is the same one from the sources and from the build. */
function projectFolder() {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!fs.existsSync(path.join(folder, 'package.json')) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
  }
  return folder;
}

/**
 * @param {string} folder
 * @param {string} file
 */
const isWithin = (folder, file) => file === folder || file.startsWith(folder + path.sep);

/** @param {string} file */
function closeAll(file) {
  if (!close(file)) return;
  for (const name of fs.readdirSync(file)) closeAll(path.join(file, name));
}

/**
 * Takes away the rights that others have on a file of our user. Never throws: the file may have been removed, and some file systems have no
 * modes.
 * @param {string} file
 * @returns whether it is a folder of ours
 */
function close(file) {
  try {
    const stat = fs.lstatSync(file);
    if (stat.isSymbolicLink() || stat.uid !== process.getuid?.()) return false;
    if ((stat.mode & 0o077) !== 0) fs.chmodSync(file, stat.mode & 0o700);
    return stat.isDirectory();
  } catch {
    return false;
  }
}
