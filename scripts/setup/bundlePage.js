import { mkdir, readFile, writeFile } from 'node:fs/promises';
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
  // Not before they are installed.
  const [{ build }, { minify }] = await Promise.all([import('esbuild'), import('@swc/core')]);
  const form = /** @type {const} */ ({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
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
    const files = made.flatMap(({ outputFiles }) => outputFiles);
    const texts = await Promise.all(
      files.map(async ({ path: file, text }) => (file.endsWith('.js') ? (await minify(text, smaller)).code : text)),
    );
    await mkdir(path.join(root, 'dist/web'), { recursive: true });
    await Promise.all(files.map(({ path: file }, index) => writeFile(file, texts[index] ?? '')));
    return files.map(({ path: file }) => path.relative(path.join(root, 'dist'), file));
  } catch (error) {
    throw new StepError(`the web page cannot be put together: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * What esbuild has made small is made smaller once more: it joins files, but leaves in them what nobody calls in packages that come made already, as
 * lightweight-charts does. Names by which files know each other stay, and so do the names of the files.
 */
const smaller = /** @type {const} */ ({
  module: true,
  compress: { ecma: 2022, toplevel: true, unsafe_arrows: true, passes: 3 },
  mangle: { toplevel: true },
});

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
