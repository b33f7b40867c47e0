import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes a folder that only we can look into (mode 700), with the folders above it that are missing. Plain JavaScript, because the
 * set-up needs it before anything is built.
 *
 * A folder that is there already stays as it is: whoever made it may share it on purpose. Only below the project's own `data/` and
 * `logs/` it is closed to others, with all it holds, as far as it is ours.
 *
 * @param {string} folder
 * @param {string} [project] folder of `data/` and `logs/`; default: this project's
 * @throws {Error} with the code of the system where it cannot be made
 */
export function makePrivateFolder(folder, project = projectFolder()) {
  const target = path.resolve(folder);
  fs.mkdirSync(target, { recursive: true, mode: 0o700 });
  const own = ['data', 'logs'].map((name) => path.join(project, name)).find((each) => isWithin(each, target));
  if (own === undefined) return;
  for (let each = path.dirname(target); isWithin(own, each); each = path.dirname(each)) close(each);
  closeAll(target);
}

/** The nearest folder above with a package.json: the same from the sources and from the build. */
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
 * Takes from others what they may do with a file of ours. Never throws: a file may be gone meanwhile, and some file systems know no
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
