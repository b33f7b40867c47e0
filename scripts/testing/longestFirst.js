/** Browsers and whole processes keep the machine busy; most others wait more than they work. */
const busiest = '/tests/e2e/';

/** Files that take long come first, so that none of them is left alone at the end. */
const longest = [busiest, '/tests/integration/collectors/', '/tests/integration/', ''];

/** Of the files that come first one in so many is of the busiest. */
const ONE_IN = 3;

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
    const sorted = files.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a));
    const busy = sorted.filter(({ path }) => path.includes(busiest));
    const others = sorted.filter(({ path }) => !path.includes(busiest));
    const mixed = busy.flatMap((file, index) => [
      file,
      ...others.slice(index * (ONE_IN - 1), (index + 1) * (ONE_IN - 1)),
    ]);
    return [...mixed, ...others.slice(busy.length * (ONE_IN - 1))];
  }

  /** Jest would remember how long each has taken. */
  cacheResults() {}
}
