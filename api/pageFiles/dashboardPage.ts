import { fileURLToPath } from 'node:url';
import { prefixIn } from '../http/headers/forwardedPrefix.ts';
import { type Files, listBuilt, neededBy } from './builtModules.ts';
import { NO_ICON } from './frame.ts';
import { packageFile } from './packageFile.ts';
import type { Page, PageFile } from './page.ts';

/**
 * The build puts parts of packages into its scripts, and their licenses want to be handed on with them. fancy-canvas, which lightweight-charts needs,
 * has no text of its license (MIT) in its package.
 */
const licenses: Readonly<Record<string, string>> = {
  'licenses/preact.txt': 'preact/LICENSE',
  'licenses/lightweight-charts.txt': 'lightweight-charts/LICENSE',
  'licenses/uplot.txt': 'uplot/LICENSE',
};

const MAIN = 'main.js';
const STYLE = 'page.css';
/** It follows the API for all tabs. */
const WORKER = 'worker.js';
const policyOfWorker = { scriptSrc: ["'self'"], connectSrc: ["'self'"] };

/**
 * `/`: the dashboard, which the build makes of `web/`.
 * @param folder what was built. Its files are listed now: what comes to lie there later is not served
 */
export function createDashboardPage(folder: string): Page {
  const built = listBuilt(folder);
  const files: Files = new Map([
    // What is not there is named all the same, so that its absence is said. Beside the API's sources lie those of the page, which no browser runs.
    ...[MAIN, WORKER, STYLE].map((name) => [name, null] as const),
    ...(built.has(MAIN) ? built : []),
    ...Object.entries(licenses).map(([name, file]) => [name, packageFile(file)] as const),
  ]);
  let needed: readonly string[] | undefined;

  return {
    path: '/',
    policy: {
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
    },
    rootOf({ headers }) {
      // Where the browser stands at a proxy's path without a slash at its end, relative links would lead beside it.
      const prefix = prefixIn(headers['x-forwarded-prefix']);
      // Nothing that may be kept names a key. Who has one in the path has a slash behind it, too: `home` sees to that.
      return prefix === '' || prefix.endsWith(`/k/${headers['x-api-key']}`) ? '' : `${prefix}/`;
    },
    parts(root) {
      needed ??= neededBy(MAIN, files);
      return {
        title: 'binance-collector',
        icon: NO_ICON,
        head: [
          `<link rel="stylesheet" href="${root}web/${STYLE}">`,
          ...needed.map((name) => `<link rel="modulepreload" href="${root}web/${name}">`),
          `<script type="module" src="${root}web/${MAIN}"></script>`,
          ...Object.keys(licenses).map((name) => `<link rel="license" href="${root}web/${name}">`),
        ],
        noscript: `This page needs scripts. <a href="${root}health">health</a> says the state of everything, and <a href="${root}docs">docs</a> all that can be asked.`,
      };
    },
    files: [...files].map(([name, file]) => fileOf(name, file)),
  };
}

function fileOf(name: string, file: string | null): PageFile {
  const path = `/web/${name}`;
  if (name.endsWith('.css')) return { path, type: 'text/css', file };
  if (name.endsWith('.txt')) return { path, type: 'text/plain', file };
  return { path, type: 'text/javascript', file, ...(name === WORKER && { policy: policyOfWorker }) };
}

export const dashboardPage: Page = createDashboardPage(fileURLToPath(new URL('../../web/', import.meta.url)));
