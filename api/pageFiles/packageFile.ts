import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const resolver = createRequire(import.meta.url);

/**
 * A file of an installed package, null where there is none. Packages say which of their files may be imported; others may be served all the same.
 * @param name such as `preact/LICENSE`
 */
export function packageFile(name: string): string | null {
  const folders = resolver.resolve.paths(name) ?? [];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}
