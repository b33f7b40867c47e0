import fs from 'node:fs';
import path from 'node:path';

/**
 * The file that a command would run, or undefined where none is on the PATH.
 * @param {string} command
 */
export function findOnPath(command) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, command)).find((file) => fs.existsSync(file));
}
