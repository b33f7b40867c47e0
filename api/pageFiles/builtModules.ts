import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files by their address below `/web/`, such as `worker.js`; null: it is not there. */
export type Files = ReadonlyMap<string, string | null>;

/** Addresses need no escape. */
const SERVED = /^[\w.-]+\.(?:js|css)$/;

/** The scripts and style sheets in a folder. Nothing else that lies there is ever served. */
export function listBuilt(folder: string): Files {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map(({ name }) => name).filter((name) => SERVED.test(name));
  return new Map(names.sort().map((name) => [name, path.join(folder, name)]));
}

/** An import of a file beside it that has to be there before the script runs, with spaces or without: `import('…')` is none. */
const IMPORT = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{},\s]+?\s*from\s*)?(['"])\.\/([\w.-]+)\1/g;

/** The scripts that a script cannot run without, itself left out, nearest first. */
export function neededBy(main: string, files: Files): string[] {
  const needed = new Set([main]);
  for (const name of needed) {
    const file = files.get(name);
    if (file === undefined || file === null) continue;
    for (const [, , imported = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      if (files.has(imported)) needed.add(imported);
    }
  }
  needed.delete(main);
  return [...needed];
}
