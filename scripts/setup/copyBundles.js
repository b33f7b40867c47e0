import fs from 'node:fs';
import path from 'node:path';

/**
 * Files of packages that only builds need, copied into dist/, where the API serves them. `edit` changes the text.
 */
const bundles = [
  {
    from: 'node_modules/redoc/bundles/redoc.standalone.js',
    to: 'api/pageFiles/redoc/redoc.standalone.js',
    // Its own logo, for which browsers would ask another host. An address of nothing in its place, and the bundle shows none.
    edit: (/** @type {string} */ text) => text.replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:,'),
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
    .map(({ from, to, edit }) => {
      const file = path.join(root, 'dist', to);
      const text = fs.readFileSync(path.join(root, from), 'utf8');
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, edit === undefined ? text : edit(text));
      return path.normalize(to);
    });
}
