import { lstatSync } from 'node:fs';

/** What owner, group and others may do with a file, as chmod takes it: `600`. */
export function modeOf(file: string): string {
  return (lstatSync(file).mode & 0o777).toString(8);
}
