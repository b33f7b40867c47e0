import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files by their address below `/web/`, such as `worker.js`; null: it is not there. */
export type Files = ReadonlyMap<string, string | null>;

/** Addresses need no escape. */
const SERVED = /^[\w./-]+\.(?:js|css)$/;

/** The scripts and style sheets in a folder and those below it. Nothing else that lies there is ever served. */
export function listBuilt(folder: string): Files {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  const named = files.map((file): [string, string] => [path.relative(folder, file).split(path.sep).join('/'), file]);
  return new Map(named.filter(([name]) => SERVED.test(name)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** An import that has to be there before the module runs, as compilers write it: `import('…')` is none. */
const IMPORT = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{},\s]+?\s*from\s*)?(['"])([^'"\n]+)\1/g;

/** The modules that a module cannot run without, itself left out, nearest first. */
export function neededBy(main: string, files: Files): string[] {
  const needed = new Set([main]);
  for (const name of needed) {
    const file = files.get(name);
    if (file === undefined || file === null) continue;
    for (const [, , from = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const address = path.posix.join(path.posix.dirname(name), from);
      if (files.has(address)) needed.add(address);
    }
  }
  needed.delete(main);
  return [...needed];
}
