import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StepError } from './step.js';

/**
 * Puts the web page together in few files, with what it needs of packages, since browsers ask for each file: what all of it needs, what is loaded
 * later, what runs as a worker, and one style. They lie side by side: web/wire/base.ts finds the API by the address of its file.
 * @param {string} root the project's folder
 * @param {readonly string[]} styles the style sheets of all parts, below root
 * @returns {Promise<string[]>} the files that were made, below dist/
 * @throws {StepError} and nothing is written then
 */
export async function bundlePage(root, styles) {
  // Not before it is installed.
  const { build } = await import('esbuild');
  const form = /** @type {const} */ ({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    metafile: true,
    logLevel: 'silent',
  });
  try {
    const made = [
      await build({
        ...form,
        ...{ entryPoints: ['web/main.tsx', 'web/wire/worker.ts'], splitting: true, format: 'esm', target: 'es2023' },
        // Shorter than what `react-jsx` of web/tsconfig.json, which only tsc reads, would write: 4 kB of all that browsers load.
        ...{
          jsx: 'transform',
          jsxFactory: 'jsx_h',
          jsxFragment: 'jsx_Fragment',
          plugins: [tags],
          tsconfigRaw: {},
        },
        ...{ outdir: 'dist/web', entryNames: '[name]', chunkNames: 'chunk-[hash]' },
      }),
      await build({
        ...form,
        stdin: { contents: joined(styles), loader: 'css', resolveDir: root },
        outfile: 'dist/web/page.css',
      }),
    ];
    return made.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((file) => path.relative('dist', file)));
  } catch (error) {
    throw new StepError(`the web page cannot be put together: ${error instanceof Error ? error.message : error}`);
  }
}

/** What tags become, in files that have some: others, such as the worker, do not load what draws them. No other code has these names. */
const tags = {
  name: 'tags',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /\.tsx$/ }, async ({ path: file }) => ({
      loader: 'tsx',
      // On the first line: all others keep their numbers.
      contents: `import{h as jsx_h,Fragment as jsx_Fragment}from'preact';${await readFile(file, 'utf8')}`,
    }));
  },
};

/**
 * One style sheet that imports all: `page.css` first, as the others build on it.
 * @param {readonly string[]} styles
 */
function joined(styles) {
  const own = styles.map((file) => `./${file.split(path.sep).join('/')}`);
  return [...new Set(['./web/page.css', ...own])].map((file) => `@import '${file}';`).join('\n');
}
