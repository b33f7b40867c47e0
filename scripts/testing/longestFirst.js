/** Files that take long come first, so that none of them is left alone at the end. */
const longest = ['/tests/e2e/', '/tests/integration/collectors/', '/tests/integration/', ''];

/**
 * The order in which jest begins test files: by folder, then the larger file first. Jest's own order goes by what it remembers of earlier
 * runs, which a clean clone has none of.
 *
 * @typedef {{ path: string, context: { hasteFS: { getSize(path: string): number | null } } }} TestFile
 */
export default class LongestFirst {
  /** @param {TestFile[]} files */
  sort(files) {
    /** @param {TestFile} file */
    const rank = ({ path }) => longest.findIndex((folder) => path.includes(folder));
    /** @param {TestFile} file */
    const size = ({ path, context }) => context.hasteFS.getSize(path) ?? 0;
    return files.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a));
  }

  /** Jest would remember how long each has taken. */
  cacheResults() {}
}
