import fs from 'node:fs';
import path from 'node:path';

/**
 * What of a package that only builds need is copied into dist/, so that the API serves it without the package. `without` is left out of it: text
 * that would make a browser ask another host.
 */
const bundles = [
  {
    from: 'node_modules/redoc/bundles/redoc.standalone.js',
    to: 'api/pageFiles/redoc/redoc.standalone.js',
    // Its own logo. An address of nothing in its place, and the bundle shows none.
    without: { text: 'https://cdn.redoc.ly/redoc/logo-mini.svg', instead: 'data:,' },
  },
  {
    from: 'node_modules/redoc/bundles/redoc.standalone.js.LICENSE.txt',
    to: 'api/pageFiles/redoc/redoc.standalone.js.LICENSE.txt',
  },
  { from: 'node_modules/redoc/LICENSE', to: 'api/pageFiles/redoc/LICENSE' },
];

/**
 * Copies the bundles into dist/. One whose package is not installed is left out: the API says so where it would be served.
 * @param {string} root the project's folder
 * @returns {string[]} the copies that there are, below dist/
 */
export function copyBundles(root) {
  return bundles
    .filter(({ from }) => fs.existsSync(path.join(root, from)))
    .map(({ from, to, without }) => {
      const file = path.join(root, 'dist', to);
      const content = fs.readFileSync(path.join(root, from), 'utf8');
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, without === undefined ? content : content.replaceAll(without.text, without.instead));
      return path.normalize(to);
    });
}
